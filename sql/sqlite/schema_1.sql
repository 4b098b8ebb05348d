-- The ledger, version 1: everything Retcon remembers, in tables retcon_… of the same file. Times are UTC texts with
-- milliseconds; booleans are 0 and 1. Several statements; run once, in one transaction. No parameters, no rows.
create table retcon_meta (
    key   text primary key,
    value text not null
) without rowid;
insert into retcon_meta values ('schema', '1'), ('database', lower(hex(randomblob(16))));

-- One execution of one plan against this database.
create table retcon_run (
    id             integer primary key autoincrement,
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
    estimate_ms    integer,          -- how long the run takes, as the dry run has it
    state          text not null default 'scoped'
                   check (state in ('scoped', 'rehearsed', 'running', 'waiting', 'paused', 'halted', 'finished',
                                    'rolling_back', 'rolled_back', 'abandoned')),
    -- What a person last asked for. To stop a run with nothing but the sqlite3 shell:
    --     update retcon_run set wanted = 'paused' where name = '…';
    wanted         text not null default 'running' check (wanted in ('running', 'paused', 'stopped')),
    wanted_why     text,
    wanted_at      text,     -- when `retcon pause` or `retcon stop` asked; null: nobody did, or by SQL
    stop_ms        integer,          -- from then until whoever worked on it had stopped
    held_us        integer not null default 0, -- the longest time that a batch held its rows, microseconds
    universe       integer not null default 0,
    candidates     integer not null default 0,
    failed_limit   integer not null default 0,
    scoped_at      text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    scoped_by      text not null,
    scoped_login   text not null,   -- the account, whatever the name says
    scoped_user    text,            -- the database's user; null: there is none here
    valid_until    text,
    started_at     text,
    finished_at    text,
    project        text,            -- path of the project file that it was scoped with
    incident       text             -- begun in incident mode: the incident's name
);
create unique index retcon_one_live_run_a_name on retcon_run (name)
    where state not in ('finished', 'rolled_back', 'abandoned');

-- Names for the small numbers that lists and counters hold.
create table retcon_label (
    run_id integer not null references retcon_run on delete cascade,
    kind   text not null check (kind in ('class', 'exclude', 'uncertain', 'column', 'key', 'column_type', 'key_type')),
    no     integer not null,
    name   text,
    primary key (run_id, kind, no)
) without rowid;
create index retcon_label_name on retcon_label (run_id, kind, name);

create table retcon_stage (
    run_id      integer not null references retcon_run on delete cascade,
    no          integer not null,
    name        text not null,
    started_at  text,
    finished_at text,
    primary key (run_id, no)
) without rowid;

-- What the freeze counted: universe = sum of n. Reason 0 is a candidate.
-- Each time that a gate was asked, with what came of it; "override": a person went on all the same, and said why.
create table retcon_gate (
    run_id   integer not null references retcon_run on delete cascade,
    stage_no integer not null,     -- the stage that has just ended
    round    integer not null,
    verdict  text not null check (verdict in ('pass', 'fail', 'person', 'override')),
    digest   text not null,        -- of its evidence
    actor    text not null,
    why      text,
    at       text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    primary key (run_id, stage_no, round)
) without rowid;

create table retcon_evidence (
    run_id   integer not null,
    stage_no integer not null,
    round    integer not null,
    no       integer not null,
    kind     text not null,
    name     text,
    rule     text not null,
    measured text,
    verdict  text not null check (verdict in ('pass', 'fail', 'person')),
    query    text,
    digest   text not null,
    primary key (run_id, stage_no, round, no),
    foreign key (run_id, stage_no, round) references retcon_gate on delete cascade
) without rowid;

-- What the dry run said of each stage: rows by class and outcome, and by how much the sums of numeric columns change.
create table retcon_prediction (
    run_id   integer not null references retcon_run on delete cascade,
    stage_no integer not null,
    class_no integer not null,
    outcome  text not null,
    n        integer not null,
    primary key (run_id, stage_no, class_no, outcome)
) without rowid;
create table retcon_prediction_sum (
    run_id    integer not null references retcon_run on delete cascade,
    stage_no  integer not null,
    class_no  integer not null,
    column_no integer not null,        -- of change.set, from 1
    delta     text not null,       -- a decimal number
    spread    real not null,  -- the changes of the rows, without their signs, added up
    most      real not null,  -- the largest of them
    primary key (run_id, stage_no, class_no, column_no)
) without rowid;
create table retcon_prediction_transition ( -- rows in which a column that is not numeric goes from one value to another
    run_id     integer not null references retcon_run on delete cascade,
    stage_no   integer not null,  -- 0: the column is held to its transitions; n is how many different ones it has
    column_no  integer not null,  -- of change.set, from 1
    no         integer not null,
    from_value text,              -- its first 200 characters
    to_value   text,
    n          integer not null,
    primary key (run_id, stage_no, column_no, no)
) without rowid;

-- What the dry run makes doubtful about a plan that says it only computes anew.
create table retcon_doubt (
    run_id integer not null references retcon_run on delete cascade,
    no     integer not null,
    text   text not null,
    primary key (run_id, no)
) without rowid;

create table retcon_watch_value (
    id       integer primary key,
    run_id   integer not null references retcon_run on delete cascade,
    name     text not null,
    phase    text not null check (phase in ('before', 'within', 'gate')),
    stage_no integer not null,     -- 0: before the run
    value    text,
    error    text,
    at       text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
);
create index retcon_watch_value_run on retcon_watch_value (run_id, name, id);

create table retcon_scope_count (
    run_id   integer not null references retcon_run on delete cascade,
    reason   integer not null,
    class_no integer not null,
    stage_no integer not null,
    n        integer not null,
    primary key (run_id, reason, class_no, stage_no)
) without rowid;

-- The checkpoint. The list's rows first_ord + 1 … first_ord + n are the chunk; a candidate's pos is its ord - first_ord.
-- Counters move with the data, in the same transaction, and the CHECK keeps the account: outcomes = rows passed. (The
-- claim is the database's one write lock.)
create table retcon_chunk (
    run_id    integer not null references retcon_run on delete cascade,
    chunk_no  integer not null,
    stage_no  integer not null,
    first_ord integer not null,
    n         integer not null,
    position  integer not null default 0,
    changed   integer not null default 0,
    unchanged integer not null default 0,
    excluded  integer not null default 0,
    uncertain integer not null default 0,
    gone      integer not null default 0,
    failed    integer not null default 0,
    digest    text not null,
    primary key (run_id, chunk_no),
    unique (run_id, first_ord),
    check (position between 0 and n),
    check (changed + unchanged + excluded + uncertain + gone + failed = position),
    check (min(changed, unchanged, excluded, uncertain, gone, failed) >= 0)
) without rowid;

-- Candidates that were not simply changed or unchanged, one row each. uncertain, failed, conflict and unrestored wait
-- for a person: they are the quarantine.
create table retcon_set_aside (
    run_id      integer not null references retcon_run on delete cascade,
    chunk_no    integer not null,
    pos         integer not null,
    outcome     text not null check (outcome in ('excluded', 'uncertain', 'gone', 'failed',
                                                 'conflict', 'vanished', 'unrestored')),
    reason      integer,         -- number of the exclusion or doubt; 0: no longer matches scope.where
    message     text,            -- the database's words for a failure
    at          text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    resolution  text,
    resolved_by text,
    resolved_at text,
    note        text,
    primary key (run_id, chunk_no, pos)
) without rowid;

-- A rollback. Its own list of rows is in retcon_undo_row_<run>.
create table retcon_undo (
    run_id      integer not null references retcon_run on delete cascade,
    no          integer not null,
    scope       text not null,
    whole       integer not null check (whole in (0, 1)),
    came_from   text not null,   -- the run's state before
    actor       text not null,
    why         text,
    created_at  text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    finished_at text,
    primary key (run_id, no)
) without rowid;

-- A piece of a rollback's list: the rows whose idx is first_idx + 1 … first_idx + n.
create table retcon_undo_chunk (
    run_id     integer not null,
    undo_no    integer not null,
    no         integer not null,
    first_idx  integer not null,
    n          integer not null,
    position   integer not null default 0,
    restored   integer not null default 0,
    already    integer not null default 0,  -- held the prior value already
    conflict   integer not null default 0,
    vanished   integer not null default 0,
    unrestored integer not null default 0,
    skipped    integer not null default 0,  -- always 0: the list holds only rows in the rollback's scope
    primary key (run_id, undo_no, no),
    foreign key (run_id, undo_no) references retcon_undo on delete cascade,
    check (position between 0 and n),
    check (restored + already + conflict + vanished + unrestored + skipped = position),
    check (min(restored, already, conflict, vanished, unrestored, skipped) >= 0)
) without rowid;

-- Rows for a person to look at, chosen when a dry run was stored, with the values then and as predicted; what became of
-- them is added once the run has passed them. chunk_no and pos are null for a row that was left out at the freeze. draw: the
-- row's place in the random order of its stage, from 1; only rows with a draw lower the bound on the share of wrong rows.
create table retcon_audit_sample (
    run_id            integer not null references retcon_run on delete cascade,
    no                integer not null,
    dry_run_digest    text not null,
    kind              text not null check (kind in ('class', 'edge', 'largest', 'unchanged', 'excluded', 'uncertain',
                                                    'gone', 'random')),
    name              text,
    class             text,
    stage_no          integer,
    chunk_no          integer,
    pos               integer,
    draw              integer,
    key               text not null,   -- here and below: JSON, an array of texts; null: masked, or SQL null
    before            text,
    predicted_outcome text not null,
    predicted_reason  text,
    predicted         text,
    outcome           text,
    reason            text,
    after             text,
    now               text,            -- where it is no longer what the run left
    as_predicted      integer check (as_predicted in (0, 1)),
    taken_at          text,
    primary key (run_id, no)
) without rowid;

-- What people said of them. Nothing is ever changed here: of one person's verdicts on a row the latest counts.
create table retcon_audit_verdict (
    id        integer primary key autoincrement,
    run_id    integer not null,
    sample_no integer not null,
    verdict   text not null check (verdict in ('right', 'wrong', 'unsure')),
    shown     text not null check (shown in ('predicted', 'after')),
    note      text,
    actor     text not null,
    at        text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    foreign key (run_id, sample_no) references retcon_audit_sample on delete cascade
);
create index retcon_audit_verdict_run on retcon_audit_verdict (run_id, sample_no);

-- Every act, in order: a hash chain; docs/audit-log.md says how digest is computed and checked. Rows are only ever
-- added: no statement of Retcon updates or deletes one.
create table retcon_event (
    seq        integer primary key,     -- 1, 2, 3, without gaps
    run_id     integer,
    run_uuid   text,
    at         text not null,
    actor      text not null,
    kind       text not null,
    from_state text,
    to_state   text,
    why        text,
    detail     text,                    -- JSON
    prev       text not null unique,    -- digest of the event before; 64 zeros for the first
    digest     text not null            -- SHA-256, in hex, of all the other columns
);
create index retcon_event_run on retcon_event (run_id, seq);

-- The head of the chain: one row.
create table retcon_chain (
    one    integer primary key check (one = 1),
    seq    integer not null,
    digest text not null
);
insert into retcon_chain values (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

-- Who is at work: for people only. No decision rests on it.
create table retcon_runner (
    run_id          integer not null references retcon_run on delete cascade,
    id              text not null,
    process         text not null,   -- which, if this machine can say it, or ''
    actor           text not null,
    started_at      text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    seen_at         text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    rows_per_second real not null default 0,
    batch_rows      integer not null default 0,
    throttled_by    text,
    eta_low_ms      integer,          -- from seen_at until the run's end; null: not to be known, or another process says
    eta_high_ms     integer,
    primary key (run_id, id)
) without rowid;

-- What people have agreed to, in their words and with their signature: docs/approvals.md has the payload. Rows are added,
-- and revoked; an edited one no longer counts.
create table retcon_approval (
    run_id     integer not null references retcon_run on delete cascade,
    no         integer not null,
    role       text not null,
    person     text not null,
    stage      text,              -- the gate behind this stage; null: the run as a whole
    key        text,              -- fingerprint; null: by database user, without a signature
    payload    text not null,
    signature  text,
    given_at   text not null,
    expires_at text not null,
    revoked_at text,
    revoked_by text,
    primary key (run_id, no)
) without rowid;

-- What people set by "retcon tune", instead of what the plan says, in the plan's words.
create table retcon_tuned (
    run_id integer not null references retcon_run on delete cascade,
    name   text not null,
    value  text not null,
    actor  text not null,
    at     text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    primary key (run_id, name)
);

-- What an incident skipped, and when it was made up for.
create table retcon_debt (
    run_id  integer not null references retcon_run on delete cascade,
    no      integer not null,
    what    text not null,
    owner   text not null,
    due     text not null,
    paid_at text,
    paid_by text,
    how     text,
    primary key (run_id, no)
) without rowid;
