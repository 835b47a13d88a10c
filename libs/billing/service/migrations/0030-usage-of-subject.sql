-- What was counted for one application, loan or repayment: a borrower may ask.
CREATE INDEX usage_of_subject ON billing.usage (tenant_id, environment, subject_id);
