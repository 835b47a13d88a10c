-- A bank's statement names payments by the bank's own references; whoever compares it with the books reads those too.
GRANT SELECT ON lending.incoming_payment TO fanxing_auditor;
