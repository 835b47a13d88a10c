-- What one decision asks for are rows by their keys: planning anew for each took more than finding them.
ALTER FUNCTION risk.begin_decision SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION risk.record_decision SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION risk.events_for SET plan_cache_mode = force_generic_plan;
