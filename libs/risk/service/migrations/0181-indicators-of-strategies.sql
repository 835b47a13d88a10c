-- The indicators that a strategy reads beside those of its model, by name. None for those that were published before: they were
-- given none, and a decision of theirs that is made again must come out the same.
ALTER TABLE risk.strategy ADD COLUMN indicators text[] NOT NULL DEFAULT '{}';
