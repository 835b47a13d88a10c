-- Loans are changed by lending.change_loans and closed by lending.close_part, whatever they ask for; these wrote them before that.
DROP FUNCTION lending.repay;
DROP FUNCTION lending.close_loans;
DROP FUNCTION lending.write_loans;
