-- The demo's tables, in SQL that SQLite and PostgreSQL both read.
create table region_code (
    code text primary key,            -- country and code: FR.84
    name text not null
);

create table city (
    id         integer primary key,
    name       text not null,
    country    text not null,
    admin1     text not null,         -- the source's code of the region; '' where it gives none
    lat        double precision not null,
    lng        double precision not null,
    region     text,                  -- the name of the region: what is to be corrected
    importer   integer not null,      -- the version of the program that loaded the row
    locked_by  text,                  -- an editor is at work on the row
    updated_at timestamp not null
);

create index city_importer on city (importer);
create index city_place on city (country, name);

-- Somebody else reads the column that changes.
create view cities_by_region as
select country, region, count(*) as cities from city where region is not null group by country, region;
