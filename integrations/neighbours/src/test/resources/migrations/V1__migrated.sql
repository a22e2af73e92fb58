create table migrated(v int);
