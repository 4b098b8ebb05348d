-- Keep an excluded key with its reason, so that "why was this row left alone?" has an answer; by retcon_freeze().
-- Parameters: the reason, the number of its class, the values of the key.
insert into retcon_excluded_{run:int} (reason, class_no, {key: k{.i} | , }) values (?, ?, {key: ? | , });
