-- What one application asks for are rows by their keys: planning anew for each took more than finding them.
ALTER FUNCTION lending.application_begun SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION lending.receive_application SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION lending.record_decision_by SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION lending.find_applications SET plan_cache_mode = force_generic_plan;
