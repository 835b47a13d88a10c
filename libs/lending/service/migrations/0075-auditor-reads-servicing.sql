-- Whoever compares books and loans also reads what changed a loan beside draws and repayments: causes and movements, no borrower.
GRANT SELECT ON lending.loan_event, lending.movement, lending.instalment TO fanxing_auditor;
