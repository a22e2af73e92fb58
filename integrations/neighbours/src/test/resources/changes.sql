--liquibase formatted sql
--changeset test:1
create table migrated(v int);
