-- What happened that others must hear of, and the nets under work that is finished after its commit. A tenant at rest has
-- no job: one is made with the work.

CREATE FUNCTION tenant.data_names(p_tenant_id text, p_environment text)
RETURNS TABLE (kind text, name text, category text) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY SELECT n.kind, n.name, n.category FROM tenant.data_name n
    WHERE n.tenant_id = p_tenant_id AND n.environment = p_environment ORDER BY n.kind, n.name;
END
$$;

-- Lets the sweep come due: it publishes what whoever committed it did not live to, and goes on with erasures. A job for each
-- delay, whose time stays: what asks again and again does not put it off, nor does what is in no hurry.
CREATE FUNCTION tenant.sweep_later(p_tenant_id text, p_environment text, p_delay_seconds integer) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM job_tenant.add_job(
    'sweep', json_build_object('tenantId', p_tenant_id, 'environment', p_environment), run_at => now() + make_interval(secs => p_delay_seconds),
    max_attempts => 30000, job_key => format('sweep/%s/%s/%s', p_tenant_id, p_environment, p_delay_seconds), job_key_mode => 'preserve_run_at');
END
$$;

-- Puts an event, {"id", "type", "occurredAt", "payload"}, into the outbox.
CREATE FUNCTION tenant.put_event(p_tenant_id text, p_environment text, p_event jsonb) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  INSERT INTO tenant.outbox_event (tenant_id, environment, id, type, occurred_at, payload)
  VALUES (p_tenant_id, p_environment, p_event ->> 'id', p_event ->> 'type', (p_event ->> 'occurredAt')::timestamptz, p_event -> 'payload');
  PERFORM tenant.sweep_later(p_tenant_id, p_environment, 6);
END
$$;

CREATE FUNCTION tenant.events_published(p_tenant_id text, p_environment text, p_event_ids text[]) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  UPDATE tenant.outbox_event SET published_at = clock_timestamp()
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND id = ANY (p_event_ids) AND published_at IS NULL;
END
$$;

-- Events that whoever committed them has not published by now.
CREATE FUNCTION tenant.events_waiting(p_tenant_id text, p_environment text, p_limit integer)
RETURNS TABLE (id text, type text, occurred_at timestamptz, payload jsonb) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY SELECT event.id, event.type, event.occurred_at, event.payload FROM tenant.outbox_event AS event
  WHERE event.tenant_id = p_tenant_id AND event.environment = p_environment AND event.published_at IS NULL
  ORDER BY event.id LIMIT p_limit;
END
$$;
