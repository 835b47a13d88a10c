-- What the review of a strategy warned of when it was published, as whoever published it was told. Null: it was published
-- before strategies were reviewed.
ALTER TABLE risk.strategy ADD COLUMN warnings jsonb;
