-- The products of each tenant. A version's terms are written once; what changes later is its status.

CREATE TABLE product.product (
  tenant_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  id          text COLLATE "C" NOT NULL,
  code        text NOT NULL,
  name        text NOT NULL,
  created_by  text NOT NULL,
  created_at  timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, environment, id),
  UNIQUE (tenant_id, environment, code)
);
SELECT foundation.isolate('product.product');

CREATE TABLE product.product_version (
  tenant_id    text COLLATE "C" NOT NULL,
  environment  text NOT NULL,
  id           text COLLATE "C" NOT NULL,
  product_id   text COLLATE "C" NOT NULL,
  number       integer NOT NULL CHECK (number > 0),
  status       text NOT NULL CHECK (status IN ('DRAFT', 'SUBMITTED', 'PUBLISHED', 'RETIRED')),
  terms        jsonb NOT NULL,
  author_id    text NOT NULL,
  approver_id  text CHECK (approver_id <> author_id),
  created_at   timestamptz NOT NULL,
  published_at timestamptz,
  PRIMARY KEY (tenant_id, environment, id),
  UNIQUE (tenant_id, environment, product_id, number),
  FOREIGN KEY (tenant_id, environment, product_id) REFERENCES product.product (tenant_id, environment, id),
  CHECK ((status IN ('PUBLISHED', 'RETIRED')) = (approver_id IS NOT NULL)),
  CHECK ((approver_id IS NULL) = (published_at IS NULL))
);
SELECT foundation.isolate('product.product_version');

-- At most one version is on the market. Every application asks for it.
CREATE UNIQUE INDEX product_version_published ON product.product_version (tenant_id, environment, product_id)
  WHERE status = 'PUBLISHED';

-- What an application is decided on, in one call.
CREATE FUNCTION product.published_terms(p_tenant_id text, p_environment text, p_product_id text)
RETURNS TABLE (product_version_id text, code text, name text, terms jsonb) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY
    SELECT v.id, p.code, p.name, v.terms
    FROM product.product_version v
    JOIN product.product p ON (p.tenant_id, p.environment, p.id) = (v.tenant_id, v.environment, v.product_id)
    WHERE v.tenant_id = p_tenant_id AND v.environment = p_environment AND v.product_id = p_product_id
      AND v.status = 'PUBLISHED';
END
$$;

SELECT foundation.install_command_tables('product');
SELECT foundation.grant_service('product', 'fanxing_product');
