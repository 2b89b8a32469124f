/**
 * Forward only: what has been released is never edited, a change is a new entry at the end. Names are recorded in
 * the database, and each entry runs once, in its own transaction.
 */
export const migrations: readonly { name: string; sql: string }[] = [
  {
    name: '0001-first',
    sql: `
      create table settings (key text primary key, value text not null);

      create table users (
        id uuid primary key,
        email text not null unique,
        password_hash text not null,
        scope text not null,
        created_at timestamptz not null default now()
      );
      create table sessions (
        hash text primary key,
        user_id uuid not null references users on delete cascade,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null
      );
      create table tokens (
        id uuid primary key,
        user_id uuid not null references users on delete cascade,
        name text not null,
        scope text not null,
        hash text not null unique,
        created_at timestamptz not null default now(),
        last_used_at timestamptz
      );
      create table host_keys (
        host text not null,
        type text not null,
        key text not null,
        fingerprint text not null,
        first_seen_at timestamptz not null default now(),
        primary key (host, type)
      );

      create table projects (
        id uuid primary key,
        name text not null unique,
        source_kind text not null,
        source text not null,
        token_sealed bytea,
        path text not null default '',
        files jsonb not null default '[]',
        profiles jsonb not null default '[]',
        default_ref text,
        trusted boolean not null default false,
        public_key text,
        private_key_sealed bytea,
        next_version integer not null default 1,
        deleting boolean not null default false,
        created_at timestamptz not null default now()
      );
      create table environments (
        project_id uuid not null references projects on delete cascade,
        name text not null,
        compose_project text not null,
        version integer,
        last_version integer,
        ports jsonb not null default '[]',
        failed boolean not null default false,
        created_at timestamptz not null default now(),
        primary key (project_id, name)
      );
      create table versions (
        project_id uuid not null references projects on delete cascade,
        number integer not null,
        ref text not null,
        commit text not null,
        author text not null,
        message text not null,
        committed_at timestamptz,
        created_at timestamptz not null default now(),
        state text not null,
        model_sealed bytea,
        images jsonb not null default '[]',
        outline jsonb not null default '{"services":[],"routes":[],"ports":[]}',
        last_environment text,
        last_deploy uuid,
        primary key (project_id, number)
      );
      create table variables (
        project_id uuid not null references projects on delete cascade,
        name text not null,
        environment text not null,
        secret boolean not null,
        value_sealed bytea not null,
        updated_at timestamptz not null default now(),
        primary key (project_id, name, environment)
      );

      create table deploys (
        id uuid primary key,
        project_id uuid references projects on delete set null,
        project text not null,
        kind text not null,
        environment text,
        version integer,
        ref text,
        state text not null,
        stages jsonb not null default '[]',
        failure text,
        requested_by text not null,
        cancel_requested boolean not null default false,
        created_at timestamptz not null default now(),
        started_at timestamptz,
        finished_at timestamptz
      );
      create index deploys_of_project on deploys (project_id, created_at desc);
      create index deploys_unfinished on deploys (state) where state in ('queued', 'running');
      create table deploy_events (
        deploy_id uuid not null references deploys on delete cascade,
        seq integer not null,
        at timestamptz not null,
        body jsonb not null,
        primary key (deploy_id, seq)
      );
    `,
  },
  {
    name: '0002-rolling',
    sql: `
      alter table environments
        add column scale jsonb not null default '{}',
        add column canary jsonb;
      alter table deploys
        add column scale jsonb,
        add column canary jsonb;
    `,
  },
  {
    name: '0003-balancer-history',
    sql: `
      create table balancer_minutes (
        service text not null,
        at timestamptz not null,
        requests real not null,
        errors real not null,
        in_flight real not null,
        bytes real not null,
        p50 real,
        p95 real,
        p99 real,
        primary key (service, at)
      );
      create index balancer_minutes_at on balancer_minutes (at);

      create table replica_overrides (
        container text primary key,
        state text not null,
        weight integer not null,
        by text not null,
        at timestamptz not null default now()
      );

      create table autoscaling (
        project_id uuid not null references projects on delete cascade,
        environment text not null,
        service text not null,
        settings jsonb not null,
        primary key (project_id, environment, service)
      );
      create table autoscaling_decisions (
        id bigint generated always as identity primary key,
        project_id uuid not null references projects on delete cascade,
        environment text not null,
        service text not null,
        at timestamptz not null default now(),
        replicas_before integer not null,
        replicas_after integer not null,
        because jsonb not null
      );
      create index autoscaling_decisions_of_service
        on autoscaling_decisions (project_id, environment, service, at desc);
    `,
  },
  {
    name: '0004-domains',
    sql: `
      create table domains (
        host text primary key,
        project_id uuid not null,
        environment text not null,
        service text not null,
        redirect boolean not null,
        hsts integer not null,
        dns jsonb,
        checked_at timestamptz,
        created_at timestamptz not null default now(),
        foreign key (project_id, environment) references environments on delete cascade
      );
      create index domains_of_project on domains (project_id);
      create table certificates (
        id uuid primary key,
        kind text not null,
        names jsonb not null,
        chain text not null,
        key_sealed bytea not null,
        issuer text not null,
        serial text not null,
        fingerprint text not null,
        starts_at timestamptz not null,
        expires_at timestamptz not null,
        created_at timestamptz not null default now()
      );
      create table certificate_orders (
        host text primary key,
        certificate_id uuid references certificates on delete set null,
        attempts jsonb not null default '[]',
        failures integer not null default 0,
        problem text,
        claimed_until timestamptz
      );
      create table acme_challenges (
        token text primary key,
        answer text not null,
        created_at timestamptz not null default now()
      );
      create table access_rules (
        project_id uuid not null,
        environment text not null,
        service text not null,
        users jsonb not null,
        networks jsonb not null,
        requests integer,
        seconds integer,
        primary key (project_id, environment, service),
        foreign key (project_id, environment) references environments on delete cascade
      );
      create table maintenance (
        project_id uuid not null,
        environment text not null,
        networks jsonb not null,
        since timestamptz not null default now(),
        primary key (project_id, environment),
        foreign key (project_id, environment) references environments on delete cascade
      );
    `,
  },
  {
    name: '0006-activity',
    sql: `
      create table activity (
        id integer generated always as identity primary key,
        at timestamptz not null default now(),
        who text not null,
        action text not null,
        project text,
        subject text,
        done boolean not null,
        code text,
        deploy uuid
      );
      create index activity_of_project on activity (project, id desc);
    `,
  },
  {
    name: '0007-members',
    sql: `
      create table invitations (
        email text primary key,
        hash text not null unique,
        scope text not null,
        invited_by text not null,
        expires_at timestamptz not null
      );
    `,
  },
  {
    name: '0010-house-keeping',
    sql: `
      create table undos (
        id uuid primary key,
        user_id uuid not null references users on delete cascade,
        project_id uuid not null references projects on delete cascade,
        sealed bytea not null,
        expires_at timestamptz not null
      );
      create index undos_expire on undos (expires_at);

      create table registries (
        id uuid primary key,
        host text not null,
        project_id uuid references projects on delete cascade,
        username text not null,
        secret_sealed bytea not null,
        changed_at timestamptz not null default now(),
        unique nulls not distinct (host, project_id)
      );

      create table cleanups (
        id uuid primary key,
        state text not null,
        items jsonb not null,
        failure text,
        requested_by text not null,
        cancel_requested boolean not null default false,
        created_at timestamptz not null default now(),
        started_at timestamptz,
        finished_at timestamptz
      );
      create unique index cleanups_one_at_a_time on cleanups ((true)) where state in ('queued', 'running');

      alter table tokens add column expires_at timestamptz;
      alter table projects
        add column next_public_key text,
        add column next_private_key_sealed bytea,
        add column key_changed_at timestamptz;
    `,
  },
  {
    name: '0011-service-metrics',
    sql: `
      create table service_minutes (
        project_id uuid not null,
        environment text not null,
        service text not null,
        replica text not null,
        at timestamptz not null,
        cpu real not null,
        memory double precision not null,
        received double precision not null,
        sent double precision not null,
        read double precision not null,
        written double precision not null,
        restarts integer not null,
        primary key (project_id, environment, service, replica, at),
        foreign key (project_id, environment) references environments on delete cascade
      );
      create index service_minutes_at on service_minutes (at);

      alter table activity add column seconds integer;
    `,
  },
]
