-- What the plan says of each row of "slice" (retcon_chunk, retcon_pos, retcon_class, retcon_k1, ...): what part_row tells of
-- it, and the outcome. "Unchanged" means the same image, byte for byte, not merely =.
    select retcon_s.retcon_chunk as chunk_no, retcon_s.retcon_pos as pos, retcon_s.retcon_class as class_no,
           {key: retcon_s.retcon_k{.i} as k{.i} | , },
           v.retcon_tid as tid, v.retcon_version as version,
           {set: v.retcon_b{.i} as b{.i}, v.retcon_a{.i} as a{.i} | , },
           case when v.retcon_tid is null then 'gone'
                when v.retcon_reason is not null then 'excluded'
                when v.retcon_doubt is not null then 'uncertain'
                when pg_catalog.record_image_eq(row({set: v.retcon_b{.i} | , }), row({set: v.retcon_a{.i} | , }))
                    then 'unchanged'
                else 'changed'
           end as outcome,
           coalesce(v.retcon_reason, v.retcon_doubt) as reason
      from slice as retcon_s
      left join lateral (
{include part_row}
      ) v on true
