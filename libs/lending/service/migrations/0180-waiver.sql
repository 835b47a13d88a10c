-- Interest, fees and penalties can be waived.
ALTER TABLE lending.loan_event
  DROP CONSTRAINT loan_event_kind_check,
  ADD CONSTRAINT loan_event_kind_check CHECK (kind IN ('REFUND', 'RESTRUCTURE', 'WAIVER', 'WRITE_OFF', 'REVERSAL'));
