-- The steps of the one road for writes, for the functions that hot paths call: a fault that the caller can be told
-- about, the idempotency key, the audit record and the outbox.

-- Ends the transaction with a fault of the kernel's table; the service turns it back into one.
CREATE FUNCTION lending.fail(p_reason text, p_details jsonb DEFAULT '{}', p_path text DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'FX001', MESSAGE = p_reason, DETAIL = p_details::text, HINT = coalesce(p_path, '');
END
$$;

-- Takes the key, or answers what was answered to it before. A second request with the same key waits for the first.
CREATE FUNCTION lending.claim_key(
  p_tenant_id text, p_environment text, p_operation text, p_key text, p_request_hash text, p_answer jsonb
) RETURNS jsonb LANGUAGE plpgsql AS
$$
DECLARE
  v_earlier lending.idempotency_key;
BEGIN
  INSERT INTO lending.idempotency_key (tenant_id, environment, operation, key, request_hash, answer)
  VALUES (p_tenant_id, p_environment, p_operation, p_key, p_request_hash, p_answer) ON CONFLICT DO NOTHING;
  IF FOUND THEN RETURN NULL; END IF;
  SELECT * INTO v_earlier FROM lending.idempotency_key
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND operation = p_operation AND key = p_key;
  IF v_earlier.request_hash <> p_request_hash THEN
    PERFORM lending.fail('IDEMPOTENCY_CONFLICT', '{}', 'input.idempotencyKey');
  END IF;
  RETURN v_earlier.answer;
END
$$;

-- What was answered to a key, or nothing: for a request that can no longer be done but was done before.
CREATE FUNCTION lending.earlier_answer(p_tenant_id text, p_environment text, p_operation text, p_key text, p_request_hash text)
RETURNS TABLE (answer jsonb) LANGUAGE plpgsql AS
$$
DECLARE
  v_earlier lending.idempotency_key;
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  SELECT * INTO v_earlier FROM lending.idempotency_key AS earlier
  WHERE earlier.tenant_id = p_tenant_id AND earlier.environment = p_environment AND earlier.operation = p_operation AND earlier.key = p_key;
  IF NOT FOUND THEN RETURN; END IF;
  IF v_earlier.request_hash <> p_request_hash THEN
    PERFORM lending.fail('IDEMPOTENCY_CONFLICT', '{}', 'input.idempotencyKey');
  END IF;
  RETURN QUERY SELECT v_earlier.answer;
END
$$;

-- `p_actor` is {"id", "kind", "actorId", "traceId"}: who acts, and the id of this audit record.
CREATE FUNCTION lending.write_audit(
  p_tenant_id text, p_environment text, p_actor jsonb, p_action text, p_subject_kind text, p_subject_id text
) RETURNS void LANGUAGE sql AS
$$
  INSERT INTO audit.event (tenant_id, environment, id, service, action, actor_kind, actor_id, subject_kind, subject_id, trace_id)
  VALUES (p_tenant_id, p_environment, p_actor ->> 'id', 'lending', p_action, p_actor ->> 'kind', p_actor ->> 'actorId',
          p_subject_kind, p_subject_id, p_actor ->> 'traceId')
$$;

-- The net under work that is finished after its commit: the process that commits finishes it at once, and when it does not
-- live to, the tenant's sweep does. One job for each tenant's environment, made with the first such work; the queue holds
-- ids only.
CREATE FUNCTION lending.ensure_sweep(p_tenant_id text, p_environment text) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM 1 FROM lending.sweep WHERE tenant_id = p_tenant_id AND environment = p_environment;
  IF FOUND THEN RETURN; END IF;
  INSERT INTO lending.sweep (tenant_id, environment) VALUES (p_tenant_id, p_environment) ON CONFLICT DO NOTHING;
  IF FOUND THEN PERFORM lending.sweep_later(p_tenant_id, p_environment, 5); END IF;
END
$$;

-- Lets the tenant's sweep come due again.
CREATE FUNCTION lending.sweep_later(p_tenant_id text, p_environment text, p_delay_seconds integer) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM job_lending.add_job(
    'sweep', json_build_object('tenantId', p_tenant_id, 'environment', p_environment), run_at => now() + make_interval(secs => p_delay_seconds),
    max_attempts => 30000, job_key => format('sweep/%s/%s', p_tenant_id, p_environment));
END
$$;

-- Puts an event, {"id", "type", "occurredAt", "payload"}, into the outbox.
CREATE FUNCTION lending.put_event(p_tenant_id text, p_environment text, p_event jsonb) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  INSERT INTO lending.outbox_event (tenant_id, environment, id, type, occurred_at, payload)
  VALUES (p_tenant_id, p_environment, p_event ->> 'id', p_event ->> 'type', (p_event ->> 'occurredAt')::timestamptz, p_event -> 'payload');
  PERFORM lending.ensure_sweep(p_tenant_id, p_environment);
END
$$;

CREATE FUNCTION lending.events_published(p_tenant_id text, p_environment text, p_event_ids text[]) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  UPDATE lending.outbox_event SET published_at = clock_timestamp()
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND id = ANY (p_event_ids) AND published_at IS NULL;
END
$$;

-- Events that whoever committed them has not published by now.
CREATE FUNCTION lending.events_waiting(p_tenant_id text, p_environment text, p_limit integer)
RETURNS TABLE (id text, type text, occurred_at timestamptz, payload jsonb) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY SELECT event.id, event.type, event.occurred_at, event.payload FROM lending.outbox_event AS event
  WHERE event.tenant_id = p_tenant_id AND event.environment = p_environment AND event.published_at IS NULL
    AND event.occurred_at < clock_timestamp() - interval '5 seconds'
  ORDER BY event.id LIMIT p_limit;
END
$$;

-- Drawdowns that are still on their way after some seconds.
CREATE FUNCTION lending.disbursements_waiting(p_tenant_id text, p_environment text, p_limit integer) RETURNS TABLE (id text) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY SELECT loan.id FROM lending.loan
  WHERE loan.tenant_id = p_tenant_id AND loan.environment = p_environment AND loan.status = 'DISBURSING'
    AND loan.requested_at < clock_timestamp() - interval '4 seconds'
  -- By lot: some that the bank can tell nothing about must not keep the others waiting.
  ORDER BY random() LIMIT p_limit;
END
$$;

-- Locks the books' date against the end of the day for the rest of this transaction and fails when it has moved on
-- since the caller computed with it: the caller reads again and repeats.
CREATE FUNCTION lending.hold_book(p_tenant_id text, p_environment text, p_business_date date) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM 1 FROM lending.book
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND business_date = p_business_date FOR SHARE;
  IF NOT FOUND THEN PERFORM lending.fail('WRITE_CONTENTION'); END IF;
END
$$;
