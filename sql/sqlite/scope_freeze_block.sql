-- A block of the list, by retcon_freeze(). Parameters: the first and the last ord, and the body.
insert into retcon_list_{run:int} (from_ord, to_ord, body) values (?1, ?2, ?3);
