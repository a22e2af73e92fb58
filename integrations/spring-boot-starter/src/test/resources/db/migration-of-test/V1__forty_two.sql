insert into entry values (42);
