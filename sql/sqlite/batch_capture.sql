-- The batch, first step: read the rows of the slice, ask again whether they are eligible, and capture the values before
-- and after of those that change. This is the straight path, for rows that are there, eligible, without doubts and not
-- yet right. Which of these the others are not, batch_capture_rest finds out; it is needed when fewer rows than the
-- slice has were captured. (part_seen explains "limit -1" and how images are compared.)
-- Rows affected: how many change.
with retcon_slice as (
{include part_slice}
), retcon_eligible as (
    select retcon_l.retcon_ord, {key: retcon_l.retcon_k{.i} | , },
           {set: {alias:ident}.{.name} as retcon_b{.i}, {.expr} as retcon_a{.i} | , }
      from retcon_slice as retcon_l
     cross join {table:table} as {alias:ident}
     where {key: {alias:ident}.{.name} = retcon_l.retcon_k{.i}
            and {alias:ident}.{.name} is retcon_l.retcon_k{.i} collate binary | and }
       and case when {where:expr} is not true then 0 {exclude: when {.expr} then 0 | } else 1 end
     limit -1
)
insert into temp.retcon_taken_{run:int} (ord, {set: b{.i}, a{.i} | , })
select retcon_v.retcon_ord, {set: retcon_v.retcon_b{.i}, retcon_v.retcon_a{.i} | , }
  from retcon_eligible as retcon_v
 where not ({include part_same})
   and {include part_doubt} is null;
