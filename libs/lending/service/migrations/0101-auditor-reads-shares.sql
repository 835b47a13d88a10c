-- Whoever examines a bank's books compares what the parties to a loan have, account by account, with the loan's whole sub-ledger.
GRANT SELECT ON lending.sub_ledger, lending.movement TO fanxing_auditor;
