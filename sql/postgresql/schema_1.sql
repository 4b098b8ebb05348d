-- The ledger, version 1: everything Retcon remembers, in its own schema of the target database.
-- Several statements; run once, in one transaction. No parameters, no rows.
create schema if not exists retcon;

create table retcon.meta (
    key   text primary key,
    value text not null
);
insert into retcon.meta values ('schema', '1'), ('database', gen_random_uuid()::text);

-- One execution of one plan against this database.
create table retcon.run (
    id             bigint generated always as identity primary key,
    uuid           text not null unique,
    name           text not null,
    plan_path      text not null,
    plan_text      text not null,
    plan_digest    text not null,
    meaning        text not null,
    why            text,
    owner          text,
    tell           text,
    table_schema   text not null,
    table_name     text not null,
    table_id       text not null,
    definition     text not null,   -- digest of the table's definition at the freeze
    database_id    text not null,
    list_digest    text,
    dry_run        text,
    dry_run_digest text,
    estimate_ms    bigint,          -- how long the run takes, as the dry run has it
    state          text not null default 'scoped'
                   check (state in ('scoped', 'rehearsed', 'running', 'waiting', 'paused', 'halted', 'finished',
                                    'rolling_back', 'rolled_back', 'abandoned')),
    -- What a person last asked for. To stop a run with nothing but psql:
    --     update retcon.run set wanted = 'paused' where name = '...';
    wanted         text not null default 'running' check (wanted in ('running', 'paused', 'stopped')),
    wanted_why     text,
    wanted_at      timestamptz,     -- when `retcon pause` or `retcon stop` asked; null: nobody did, or by SQL
    stop_ms        bigint,          -- from then until whoever worked on it had stopped
    held_us        bigint not null default 0, -- the longest time that a batch held its rows, microseconds
    universe       bigint not null default 0,
    candidates     bigint not null default 0,
    failed_limit   bigint not null default 0,
    scoped_at      timestamptz not null default now(),
    scoped_by      text not null,
    scoped_login   text not null,   -- the account, whatever the name says
    scoped_user    text,            -- the database's user
    valid_until    timestamptz,
    started_at     timestamptz,
    finished_at    timestamptz,
    project        text,            -- path of the project file that it was scoped with
    incident       text             -- begun in incident mode: the incident's name
);
create unique index one_live_run_a_name on retcon.run (name)
    where state not in ('finished', 'rolled_back', 'abandoned');

-- Names for the small numbers that lists and counters hold.
create table retcon.label (
    run_id bigint not null references retcon.run on delete cascade,
    kind   text not null check (kind in ('class', 'exclude', 'uncertain', 'column', 'key', 'column_type', 'key_type',
                                     'function')),
    no     int not null,
    name   text,
    primary key (run_id, kind, no)
);

create table retcon.stage (
    run_id      bigint not null references retcon.run on delete cascade,
    no          int not null,
    name        text not null,
    started_at  timestamptz,
    finished_at timestamptz,
    primary key (run_id, no)
);

-- What the freeze counted: universe = sum of n. Reason 0 is a candidate.
-- Each time that a gate was asked, with what came of it; "override": a person went on all the same, and said why.
create table retcon.gate (
    run_id   bigint not null references retcon.run on delete cascade,
    stage_no int not null,         -- the stage that has just ended
    round    int not null,
    verdict  text not null check (verdict in ('pass', 'fail', 'person', 'override')),
    digest   text not null,        -- of its evidence
    actor    text not null,
    why      text,
    at       timestamptz not null default clock_timestamp(),
    primary key (run_id, stage_no, round)
);

create table retcon.evidence (
    run_id   bigint not null,
    stage_no int not null,
    round    int not null,
    no       int not null,
    kind     text not null,
    name     text,
    rule     text not null,
    measured text,
    verdict  text not null check (verdict in ('pass', 'fail', 'person')),
    query    text,
    digest   text not null,
    primary key (run_id, stage_no, round, no),
    foreign key (run_id, stage_no, round) references retcon.gate on delete cascade
);

-- What the dry run said of each stage: rows by class and outcome, and by how much the sums of numeric columns change.
create table retcon.prediction (
    run_id   bigint not null references retcon.run on delete cascade,
    stage_no int not null,
    class_no int not null,
    outcome  text not null,
    n        bigint not null,
    primary key (run_id, stage_no, class_no, outcome)
);
create table retcon.prediction_sum (
    run_id    bigint not null references retcon.run on delete cascade,
    stage_no  int not null,
    class_no  int not null,
    column_no int not null,        -- of change.set, from 1
    delta     text not null,       -- a decimal number
    spread    numeric not null,  -- the changes of the rows, without their signs, added up
    most      numeric not null,  -- the largest of them
    primary key (run_id, stage_no, class_no, column_no)
);
create table retcon.prediction_transition ( -- rows in which a column that is not numeric goes from one value to another
    run_id     bigint not null references retcon.run on delete cascade,
    stage_no   int not null,      -- 0: the column is held to its transitions; n is how many different ones it has
    column_no  int not null,      -- of change.set, from 1
    no         int not null,
    from_value text,              -- its first 200 characters
    to_value   text,
    n          bigint not null,
    primary key (run_id, stage_no, column_no, no)
);

-- What the dry run makes doubtful about a plan that says it only computes anew.
create table retcon.doubt (
    run_id bigint not null references retcon.run on delete cascade,
    no     int not null,
    text   text not null,
    primary key (run_id, no)
);

create table retcon.watch_value (
    id       bigint generated always as identity primary key,
    run_id   bigint not null references retcon.run on delete cascade,
    name     text not null,
    phase    text not null check (phase in ('before', 'within', 'gate')),
    stage_no int not null,         -- 0: before the run
    value    text,
    error    text,
    at       timestamptz not null default clock_timestamp()
);
create index watch_value_run on retcon.watch_value (run_id, name, id);

create table retcon.scope_count (
    run_id   bigint not null references retcon.run on delete cascade,
    reason   int not null,
    class_no int not null,
    stage_no int not null,
    n        bigint not null,
    primary key (run_id, reason, class_no, stage_no)
);

-- The checkpoint. A batch locks one row here, and that lock is its claim; counters move with the data, in the same
-- transaction, and the CHECK keeps the account: outcomes = rows passed.
create table retcon.chunk (
    run_id    bigint not null references retcon.run on delete cascade,
    chunk_no  int not null,
    stage_no  int not null,
    n         int not null,
    position  int not null default 0,
    changed   int not null default 0,
    unchanged int not null default 0,
    excluded  int not null default 0,
    uncertain int not null default 0,
    gone      int not null default 0,
    failed    int not null default 0,
    digest    text not null,
    primary key (run_id, chunk_no),
    check (position between 0 and n),
    check (changed + unchanged + excluded + uncertain + gone + failed = position),
    check (least(changed, unchanged, excluded, uncertain, gone, failed) >= 0)
) with (fillfactor = 50);

-- Candidates that were not simply changed or unchanged, one row each. uncertain, failed, conflict and unrestored wait
-- for a person: they are the quarantine.
create table retcon.set_aside (
    run_id      bigint not null references retcon.run on delete cascade,
    chunk_no    int not null,
    pos         int not null,
    outcome     text not null check (outcome in ('excluded', 'uncertain', 'gone', 'failed',
                                                 'conflict', 'vanished', 'unrestored')),
    reason      int,             -- number of the exclusion or doubt; 0: no longer matches scope.where
    message     text,            -- the database's words for a failure
    at          timestamptz not null default now(),
    resolution  text,
    resolved_by text,
    resolved_at timestamptz,
    note        text,
    primary key (run_id, chunk_no, pos)
);

-- A rollback, and its own list, in pieces of one captured batch each.
create table retcon.undo (
    run_id      bigint not null references retcon.run on delete cascade,
    no          int not null,
    scope       text not null,
    whole       boolean not null,
    came_from   text not null,   -- the run's state before
    actor       text not null,
    why         text,
    created_at  timestamptz not null default now(),
    finished_at timestamptz,
    primary key (run_id, no)
);

create table retcon.undo_chunk (
    run_id     bigint not null,
    undo_no    int not null,
    no         int not null,
    chunk_no   int not null,
    from_pos   int not null,
    mask       boolean[] not null,      -- over the elements of the captured batch: which are to be restored
    n          int not null,
    position   int not null default 0,
    restored   int not null default 0,
    already    int not null default 0,  -- held the prior value already
    conflict   int not null default 0,
    vanished   int not null default 0,
    unrestored int not null default 0,
    skipped    int not null default 0,  -- not in the rollback's scope
    primary key (run_id, undo_no, no),
    foreign key (run_id, undo_no) references retcon.undo on delete cascade,
    check (position between 0 and n),
    check (restored + already + conflict + vanished + unrestored + skipped = position)
) with (fillfactor = 50);

-- Rows for a person to look at, chosen when a dry run was stored, with the values then and as predicted; what became of
-- them is added once the run has passed them. chunk_no and pos are null for a row that was left out at the freeze. draw: the
-- row's place in the random order of its stage, from 1; only rows with a draw lower the bound on the share of wrong rows.
create table retcon.audit_sample (
    run_id            bigint not null references retcon.run on delete cascade,
    no                int not null,
    dry_run_digest    text not null,
    kind              text not null check (kind in ('class', 'edge', 'largest', 'unchanged', 'excluded', 'uncertain',
                                                    'gone', 'random')),
    name              text,
    class             text,
    stage_no          int,
    chunk_no          int,
    pos               int,
    draw              int,
    key               text not null,   -- here and below: JSON, an array of texts; null: masked, or SQL null
    before            text,
    predicted_outcome text not null,
    predicted_reason  text,
    predicted         text,
    outcome           text,
    reason            text,
    after             text,
    now               text,            -- where it is no longer what the run left
    as_predicted      boolean,
    taken_at          timestamptz,
    primary key (run_id, no)
);

-- What people said of them. Nothing is ever changed here: of one person's verdicts on a row the latest counts.
create table retcon.audit_verdict (
    id        bigint generated always as identity primary key,
    run_id    bigint not null,
    sample_no int not null,
    verdict   text not null check (verdict in ('right', 'wrong', 'unsure')),
    shown     text not null check (shown in ('predicted', 'after')),
    note      text,
    actor     text not null,
    at        timestamptz not null default clock_timestamp(),
    foreign key (run_id, sample_no) references retcon.audit_sample on delete cascade
);
create index audit_verdict_run on retcon.audit_verdict (run_id, sample_no);

-- Every act, in order: a hash chain; docs/audit-log.md says how digest is computed and checked. Rows are only ever
-- added: no statement of Retcon updates or deletes one.
create table retcon.event (
    seq        bigint primary key,      -- 1, 2, 3, without gaps: given under the lock of retcon.chain
    run_id     bigint,
    run_uuid   text,
    at         timestamptz not null,
    actor      text not null,
    kind       text not null,
    from_state text,
    to_state   text,
    why        text,
    detail     text,                    -- JSON
    prev       text not null unique,    -- digest of the event before; 64 zeros for the first
    digest     text not null            -- SHA-256, in hex, of all the other columns
);
create index event_run on retcon.event (run_id, seq);

-- The head of the chain: one row. Its lock is what keeps the chain from forking, and is the last that a transaction takes.
create table retcon.chain (
    one    boolean primary key default true check (one),
    seq    bigint not null,
    digest text not null
);
insert into retcon.chain (seq, digest) values (0, repeat('0', 64));

-- Who is at work: for people only. No decision rests on it; the claim is a row lock.
create table retcon.runner (
    run_id          bigint not null references retcon.run on delete cascade,
    id              text not null,
    process         text not null,   -- which, if this machine can say it, or ''
    actor           text not null,
    started_at      timestamptz not null default now(),
    seen_at         timestamptz not null default now(),
    rows_per_second double precision not null default 0,
    batch_rows      bigint not null default 0,
    throttled_by    text,
    eta_low_ms      bigint,          -- from seen_at until the run's end; null: not to be known, or another process says
    eta_high_ms     bigint,
    primary key (run_id, id)
);

-- What people have agreed to, in their words and with their signature: docs/approvals.md has the payload. Rows are added,
-- and revoked; an edited one no longer counts.
create table retcon.approval (
    run_id     bigint not null references retcon.run on delete cascade,
    no         int not null,
    role       text not null,
    person     text not null,
    stage      text,              -- the gate behind this stage; null: the run as a whole
    key        text,              -- fingerprint; null: by database user, without a signature
    payload    text not null,
    signature  text,
    given_at   timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    revoked_by text,
    primary key (run_id, no)
);

-- What people set by "retcon tune", instead of what the plan says, in the plan's words.
create table retcon.tuned (
    run_id bigint not null references retcon.run on delete cascade,
    name   text not null,
    value  text not null,
    actor  text not null,
    at     timestamptz not null default clock_timestamp(),
    primary key (run_id, name)
);

-- What an incident skipped, and when it was made up for.
create table retcon.debt (
    run_id  bigint not null references retcon.run on delete cascade,
    no      int not null,
    what    text not null,
    owner   text not null,
    due     timestamptz not null,
    paid_at timestamptz,
    paid_by text,
    how     text,
    primary key (run_id, no)
);
