-- The tables are filled with: conflicts compile core/denial --facts CLAIMS --output facts.parquet
CREATE TABLE facts (
  claim BIGINT,
  id TEXT,
  certainty_hi BIGINT,
  id_hi BIGINT,
  local_always_valid_start_hi BIGINT,
  local_always_valid_start_lo BIGINT,
  local_stated_hi BIGINT,
  local_stated_lo BIGINT,
  local_valid_end_hi BIGINT,
  local_valid_end_lo BIGINT,
  local_valid_start_hi BIGINT,
  local_valid_start_lo BIGINT,
  local_value_hi BIGINT,
  local_value_lo BIGINT,
  origin_hi BIGINT,
  origin_lo BIGINT,
  polarity_hi BIGINT,
  predicate_hi BIGINT,
  predicate_single_hi BIGINT,
  predicate_timeless_hi BIGINT,
  present_valid_end BIGINT,
  rank_hi BIGINT,
  scope_hi BIGINT,
  subject_hi BIGINT,
  supersedes_0 BIGINT,
  supersedes_1 BIGINT,
  supersedes_2 BIGINT,
  supersedes_3 BIGINT,
  supersedes_4 BIGINT,
  utc_always_valid_start_hi BIGINT,
  utc_always_valid_start_lo BIGINT,
  utc_stated_hi BIGINT,
  utc_stated_lo BIGINT,
  utc_valid_end_hi BIGINT,
  utc_valid_end_lo BIGINT,
  utc_valid_start_hi BIGINT,
  utc_valid_start_lo BIGINT,
  utc_value_hi BIGINT,
  utc_value_lo BIGINT,
  value_term_hi BIGINT
);

CREATE TABLE topics (
  claim BIGINT,
  topic BIGINT,
  home BIGINT
);

-- core/denial: One source denies what another asserts
WITH found_1 AS (
  SELECT
    v0.claim AS r0,
    v1.claim AS r1,
    CASE
      WHEN (
        v1.supersedes_0 = v0.id_hi
        OR v1.supersedes_1 = v0.id_hi
        OR v1.supersedes_2 = v0.id_hi
        OR v1.supersedes_3 = v0.id_hi
        OR v1.supersedes_4 = v0.id_hi
      )
      AND v1.rank_hi <> 917846318259245476
      THEN 1
      ELSE 0
    END AS certain
  FROM facts AS v0
  INNER JOIN facts AS v1
    ON v0.subject_hi = v1.subject_hi AND v1.claim <> v0.claim
  WHERE
    v0.subject_hi <> 6917529027641081856
    AND (
      (
        v1.supersedes_0 = v0.id_hi
        OR v1.supersedes_1 = v0.id_hi
        OR v1.supersedes_2 = v0.id_hi
        OR v1.supersedes_3 = v0.id_hi
        OR v1.supersedes_4 = v0.id_hi
      )
      AND v1.rank_hi <> 917846318259245476
    )
), flagged_1 AS (
  SELECT
    matched.claim,
    MAX(matched.certain) AS surely,
    1 AS at_all
  FROM (
    SELECT
      r0 AS claim,
      certain
    FROM found_1
  ) AS matched
  GROUP BY
    matched.claim
), facts_2 AS (
  SELECT
    facts.claim AS claim,
    facts.certainty_hi AS certainty_hi,
    COALESCE(flagged_1.surely, 0) AS flagged_core_explicit_certain_f9bd104f,
    COALESCE(flagged_1.at_all, 0) AS flagged_core_explicit_possible_a9790e3b,
    facts.local_always_valid_start_hi AS local_always_valid_start_hi,
    facts.local_always_valid_start_lo AS local_always_valid_start_lo,
    facts.local_stated_hi AS local_stated_hi,
    facts.local_stated_lo AS local_stated_lo,
    facts.local_valid_end_hi AS local_valid_end_hi,
    facts.local_valid_end_lo AS local_valid_end_lo,
    facts.local_valid_start_hi AS local_valid_start_hi,
    facts.local_valid_start_lo AS local_valid_start_lo,
    facts.local_value_hi AS local_value_hi,
    facts.local_value_lo AS local_value_lo,
    facts.origin_hi AS origin_hi,
    facts.polarity_hi AS polarity_hi,
    facts.predicate_hi AS predicate_hi,
    facts.predicate_single_hi AS predicate_single_hi,
    facts.predicate_timeless_hi AS predicate_timeless_hi,
    facts.present_valid_end AS present_valid_end,
    facts.rank_hi AS rank_hi,
    facts.scope_hi AS scope_hi,
    facts.subject_hi AS subject_hi,
    facts.utc_always_valid_start_hi AS utc_always_valid_start_hi,
    facts.utc_always_valid_start_lo AS utc_always_valid_start_lo,
    facts.utc_stated_hi AS utc_stated_hi,
    facts.utc_stated_lo AS utc_stated_lo,
    facts.utc_valid_end_hi AS utc_valid_end_hi,
    facts.utc_valid_end_lo AS utc_valid_end_lo,
    facts.utc_valid_start_hi AS utc_valid_start_hi,
    facts.utc_valid_start_lo AS utc_valid_start_lo,
    facts.utc_value_hi AS utc_value_hi,
    facts.utc_value_lo AS utc_value_lo,
    facts.value_term_hi AS value_term_hi
  FROM facts
  LEFT JOIN flagged_1
    ON flagged_1.claim = facts.claim
), about_2 AS (
  SELECT
    facts_2.claim AS claim,
    facts_2.certainty_hi AS certainty_hi,
    facts_2.flagged_core_explicit_certain_f9bd104f AS flagged_core_explicit_certain_f9bd104f,
    facts_2.flagged_core_explicit_possible_a9790e3b AS flagged_core_explicit_possible_a9790e3b,
    facts_2.local_always_valid_start_hi AS local_always_valid_start_hi,
    facts_2.local_always_valid_start_lo AS local_always_valid_start_lo,
    facts_2.local_stated_hi AS local_stated_hi,
    facts_2.local_stated_lo AS local_stated_lo,
    facts_2.local_valid_end_hi AS local_valid_end_hi,
    facts_2.local_valid_end_lo AS local_valid_end_lo,
    facts_2.local_valid_start_hi AS local_valid_start_hi,
    facts_2.local_valid_start_lo AS local_valid_start_lo,
    facts_2.local_value_hi AS local_value_hi,
    facts_2.local_value_lo AS local_value_lo,
    facts_2.origin_hi AS origin_hi,
    facts_2.polarity_hi AS polarity_hi,
    facts_2.predicate_hi AS predicate_hi,
    facts_2.predicate_single_hi AS predicate_single_hi,
    facts_2.predicate_timeless_hi AS predicate_timeless_hi,
    facts_2.present_valid_end AS present_valid_end,
    facts_2.rank_hi AS rank_hi,
    facts_2.scope_hi AS scope_hi,
    facts_2.subject_hi AS subject_hi,
    facts_2.utc_always_valid_start_hi AS utc_always_valid_start_hi,
    facts_2.utc_always_valid_start_lo AS utc_always_valid_start_lo,
    facts_2.utc_stated_hi AS utc_stated_hi,
    facts_2.utc_stated_lo AS utc_stated_lo,
    facts_2.utc_valid_end_hi AS utc_valid_end_hi,
    facts_2.utc_valid_end_lo AS utc_valid_end_lo,
    facts_2.utc_valid_start_hi AS utc_valid_start_hi,
    facts_2.utc_valid_start_lo AS utc_valid_start_lo,
    facts_2.utc_value_hi AS utc_value_hi,
    facts_2.utc_value_lo AS utc_value_lo,
    facts_2.value_term_hi AS value_term_hi,
    topics.topic AS topic,
    topics.home AS home
  FROM facts_2
  INNER JOIN topics
    ON topics.claim = facts_2.claim
), found_2 AS (
  SELECT
    m.r0,
    m.r1,
    m.topic,
    CASE WHEN m.certain = 1 AND NOT COALESCE(e.maybe, 0) >= 1 THEN 1 ELSE 0 END AS certain
  FROM (
    SELECT
      v0.claim AS r0,
      v1.claim AS r1,
      CASE
        WHEN (
          v0.local_stated_hi < v1.local_stated_lo OR v0.utc_stated_hi < v1.utc_stated_lo
        )
        AND v0.rank_hi <> 917846318259245476
        AND v0.flagged_core_explicit_possible_a9790e3b <> 1
        AND v1.rank_hi <> 917846318259245476
        AND v1.flagged_core_explicit_possible_a9790e3b <> 1
        AND v1.certainty_hi <> 737511336496678951
        AND (
          (
            v0.predicate_single_hi = 1
            AND v0.polarity_hi = 681241156171496229
            AND v1.polarity_hi = 681241156171496229
            AND (
              (
                (
                  v0.local_value_lo > v1.local_value_hi OR v1.local_value_lo > v0.local_value_hi
                )
                AND v0.value_term_hi <> v1.value_term_hi
              )
              OR (
                (
                  v0.utc_value_lo > v1.utc_value_hi OR v1.utc_value_lo > v0.utc_value_hi
                )
                AND v0.value_term_hi <> v1.value_term_hi
              )
            )
          )
          OR (
            v0.polarity_hi <> v1.polarity_hi
            AND (
              (
                v0.local_value_hi <= v1.local_value_lo AND v1.local_value_hi <= v0.local_value_lo
              )
              OR v0.value_term_hi = v1.value_term_hi
              OR (
                v0.utc_value_hi <= v1.utc_value_lo AND v1.utc_value_hi <= v0.utc_value_lo
              )
            )
          )
        )
        AND (
          v0.predicate_timeless_hi = 1
          OR (
            v0.local_valid_start_hi < v1.local_valid_end_lo
            AND v1.local_valid_start_hi < v0.local_valid_end_lo
          )
          OR (
            v0.utc_valid_start_hi < v1.utc_valid_end_lo
            AND v1.utc_valid_start_hi < v0.utc_valid_end_lo
          )
        )
        AND (
          v0.predicate_timeless_hi = 1
          OR (
            (
              v1.local_always_valid_start_lo <= v0.local_always_valid_start_hi
              OR v1.utc_always_valid_start_lo <= v0.utc_always_valid_start_hi
              OR v0.present_valid_end = 1
              OR v1.local_valid_start_hi <= v0.local_stated_lo
              OR v1.utc_valid_start_hi <= v0.utc_stated_lo
            )
            AND (
              v0.local_always_valid_start_lo <= v1.local_always_valid_start_hi
              OR v0.utc_always_valid_start_lo <= v1.utc_always_valid_start_hi
              OR v1.present_valid_end = 1
              OR v0.local_valid_start_hi <= v1.local_stated_lo
              OR v0.utc_valid_start_hi <= v1.utc_stated_lo
            )
          )
        )
        THEN 1
        ELSE 0
      END AS certain,
      v0.topic AS topic
    FROM about_2 AS v0
    INNER JOIN about_2 AS v1
      ON v0.topic = v1.topic
      AND v0.predicate_hi = v1.predicate_hi
      AND v0.scope_hi = v1.scope_hi
      AND v0.origin_hi = v1.origin_hi
      AND v1.claim <> v0.claim
    WHERE
      (
        (
          v0.predicate_hi <> 6917529027641081856
          AND v0.scope_hi <> 6917529027641081856
          AND v0.origin_hi <> 6917529027641081856
        )
        AND (
          v0.home = 1 OR v1.home = 1
        )
      )
      AND (
        (
          v0.local_stated_hi < v1.local_stated_lo OR v0.utc_stated_hi < v1.utc_stated_lo
        )
        AND v0.rank_hi <> 917846318259245476
        AND v0.flagged_core_explicit_certain_f9bd104f <> 1
        AND v1.rank_hi <> 917846318259245476
        AND v1.flagged_core_explicit_certain_f9bd104f <> 1
        AND v1.certainty_hi <> 737511336496678951
        AND (
          (
            v0.predicate_single_hi = 1
            AND v0.polarity_hi = 681241156171496229
            AND v1.polarity_hi = 681241156171496229
            AND (
              (
                (
                  v0.local_value_lo > v1.local_value_hi OR v1.local_value_lo > v0.local_value_hi
                )
                AND v0.value_term_hi <> v1.value_term_hi
              )
              OR (
                (
                  v0.utc_value_lo > v1.utc_value_hi OR v1.utc_value_lo > v0.utc_value_hi
                )
                AND v0.value_term_hi <> v1.value_term_hi
              )
            )
          )
          OR (
            v0.polarity_hi <> v1.polarity_hi
            AND (
              (
                v0.local_value_lo <= v1.local_value_hi AND v1.local_value_lo <= v0.local_value_hi
              )
              OR v0.value_term_hi = v1.value_term_hi
            )
            AND (
              (
                v0.utc_value_lo <= v1.utc_value_hi AND v1.utc_value_lo <= v0.utc_value_hi
              )
              OR v0.value_term_hi = v1.value_term_hi
            )
          )
        )
        AND (
          v0.predicate_timeless_hi = 1
          OR (
            v0.local_valid_start_lo < v1.local_valid_end_hi
            AND v1.local_valid_start_lo < v0.local_valid_end_hi
            AND v0.utc_valid_start_lo < v1.utc_valid_end_hi
            AND v1.utc_valid_start_lo < v0.utc_valid_end_hi
          )
        )
        AND (
          v0.predicate_timeless_hi = 1
          OR (
            (
              (
                v1.local_valid_start_lo <= v0.local_valid_start_hi
                AND v1.utc_valid_start_lo <= v0.utc_valid_start_hi
              )
              OR v0.present_valid_end = 1
              OR v1.local_valid_start_hi <= v0.local_stated_lo
              OR v1.utc_valid_start_hi <= v0.utc_stated_lo
            )
            AND (
              (
                v0.local_valid_start_lo <= v1.local_valid_start_hi
                AND v0.utc_valid_start_lo <= v1.utc_valid_start_hi
              )
              OR v1.present_valid_end = 1
              OR v0.local_valid_start_hi <= v1.local_stated_lo
              OR v0.utc_valid_start_hi <= v1.utc_stated_lo
            )
          )
        )
      )
  ) AS m
  LEFT JOIN (
    SELECT
      m.r0,
      m.r1,
      SUM(
        CASE
          WHEN (
            v1.local_stated_hi < v2.local_stated_lo OR v1.utc_stated_hi < v2.utc_stated_lo
          )
          AND v2.rank_hi <> 917846318259245476
          AND v2.certainty_hi <> 737511336496678951
          AND (
            (
              v0.predicate_single_hi = 1
              AND v0.polarity_hi = 681241156171496229
              AND v2.polarity_hi = 681241156171496229
              AND (
                (
                  (
                    v0.local_value_lo > v2.local_value_hi OR v2.local_value_lo > v0.local_value_hi
                  )
                  AND v0.value_term_hi <> v2.value_term_hi
                )
                OR (
                  (
                    v0.utc_value_lo > v2.utc_value_hi OR v2.utc_value_lo > v0.utc_value_hi
                  )
                  AND v0.value_term_hi <> v2.value_term_hi
                )
              )
            )
            OR (
              v0.polarity_hi <> v2.polarity_hi
              AND (
                (
                  v0.local_value_hi <= v2.local_value_lo AND v2.local_value_hi <= v0.local_value_lo
                )
                OR v0.value_term_hi = v2.value_term_hi
                OR (
                  v0.utc_value_hi <= v2.utc_value_lo AND v2.utc_value_hi <= v0.utc_value_lo
                )
              )
            )
          )
          AND (
            v0.predicate_timeless_hi = 1
            OR (
              v0.local_valid_start_hi < v2.local_valid_end_lo
              AND v2.local_valid_start_hi < v0.local_valid_end_lo
            )
            OR (
              v0.utc_valid_start_hi < v2.utc_valid_end_lo
              AND v2.utc_valid_start_hi < v0.utc_valid_end_lo
            )
          )
          THEN 1
          ELSE 0
        END
      ) AS sure,
      COUNT(*) AS maybe
    FROM (
      SELECT
        v0.claim AS r0,
        v1.claim AS r1,
        CASE
          WHEN (
            v0.local_stated_hi < v1.local_stated_lo OR v0.utc_stated_hi < v1.utc_stated_lo
          )
          AND v0.rank_hi <> 917846318259245476
          AND v0.flagged_core_explicit_possible_a9790e3b <> 1
          AND v1.rank_hi <> 917846318259245476
          AND v1.flagged_core_explicit_possible_a9790e3b <> 1
          AND v1.certainty_hi <> 737511336496678951
          AND (
            (
              v0.predicate_single_hi = 1
              AND v0.polarity_hi = 681241156171496229
              AND v1.polarity_hi = 681241156171496229
              AND (
                (
                  (
                    v0.local_value_lo > v1.local_value_hi OR v1.local_value_lo > v0.local_value_hi
                  )
                  AND v0.value_term_hi <> v1.value_term_hi
                )
                OR (
                  (
                    v0.utc_value_lo > v1.utc_value_hi OR v1.utc_value_lo > v0.utc_value_hi
                  )
                  AND v0.value_term_hi <> v1.value_term_hi
                )
              )
            )
            OR (
              v0.polarity_hi <> v1.polarity_hi
              AND (
                (
                  v0.local_value_hi <= v1.local_value_lo AND v1.local_value_hi <= v0.local_value_lo
                )
                OR v0.value_term_hi = v1.value_term_hi
                OR (
                  v0.utc_value_hi <= v1.utc_value_lo AND v1.utc_value_hi <= v0.utc_value_lo
                )
              )
            )
          )
          AND (
            v0.predicate_timeless_hi = 1
            OR (
              v0.local_valid_start_hi < v1.local_valid_end_lo
              AND v1.local_valid_start_hi < v0.local_valid_end_lo
            )
            OR (
              v0.utc_valid_start_hi < v1.utc_valid_end_lo
              AND v1.utc_valid_start_hi < v0.utc_valid_end_lo
            )
          )
          AND (
            v0.predicate_timeless_hi = 1
            OR (
              (
                v1.local_always_valid_start_lo <= v0.local_always_valid_start_hi
                OR v1.utc_always_valid_start_lo <= v0.utc_always_valid_start_hi
                OR v0.present_valid_end = 1
                OR v1.local_valid_start_hi <= v0.local_stated_lo
                OR v1.utc_valid_start_hi <= v0.utc_stated_lo
              )
              AND (
                v0.local_always_valid_start_lo <= v1.local_always_valid_start_hi
                OR v0.utc_always_valid_start_lo <= v1.utc_always_valid_start_hi
                OR v1.present_valid_end = 1
                OR v0.local_valid_start_hi <= v1.local_stated_lo
                OR v0.utc_valid_start_hi <= v1.utc_stated_lo
              )
            )
          )
          THEN 1
          ELSE 0
        END AS certain,
        v0.topic AS topic
      FROM about_2 AS v0
      INNER JOIN about_2 AS v1
        ON v0.topic = v1.topic
        AND v0.predicate_hi = v1.predicate_hi
        AND v0.scope_hi = v1.scope_hi
        AND v0.origin_hi = v1.origin_hi
        AND v1.claim <> v0.claim
      WHERE
        (
          (
            v0.predicate_hi <> 6917529027641081856
            AND v0.scope_hi <> 6917529027641081856
            AND v0.origin_hi <> 6917529027641081856
          )
          AND (
            v0.home = 1 OR v1.home = 1
          )
        )
        AND (
          (
            v0.local_stated_hi < v1.local_stated_lo OR v0.utc_stated_hi < v1.utc_stated_lo
          )
          AND v0.rank_hi <> 917846318259245476
          AND v0.flagged_core_explicit_certain_f9bd104f <> 1
          AND v1.rank_hi <> 917846318259245476
          AND v1.flagged_core_explicit_certain_f9bd104f <> 1
          AND v1.certainty_hi <> 737511336496678951
          AND (
            (
              v0.predicate_single_hi = 1
              AND v0.polarity_hi = 681241156171496229
              AND v1.polarity_hi = 681241156171496229
              AND (
                (
                  (
                    v0.local_value_lo > v1.local_value_hi OR v1.local_value_lo > v0.local_value_hi
                  )
                  AND v0.value_term_hi <> v1.value_term_hi
                )
                OR (
                  (
                    v0.utc_value_lo > v1.utc_value_hi OR v1.utc_value_lo > v0.utc_value_hi
                  )
                  AND v0.value_term_hi <> v1.value_term_hi
                )
              )
            )
            OR (
              v0.polarity_hi <> v1.polarity_hi
              AND (
                (
                  v0.local_value_lo <= v1.local_value_hi AND v1.local_value_lo <= v0.local_value_hi
                )
                OR v0.value_term_hi = v1.value_term_hi
              )
              AND (
                (
                  v0.utc_value_lo <= v1.utc_value_hi AND v1.utc_value_lo <= v0.utc_value_hi
                )
                OR v0.value_term_hi = v1.value_term_hi
              )
            )
          )
          AND (
            v0.predicate_timeless_hi = 1
            OR (
              v0.local_valid_start_lo < v1.local_valid_end_hi
              AND v1.local_valid_start_lo < v0.local_valid_end_hi
              AND v0.utc_valid_start_lo < v1.utc_valid_end_hi
              AND v1.utc_valid_start_lo < v0.utc_valid_end_hi
            )
          )
          AND (
            v0.predicate_timeless_hi = 1
            OR (
              (
                (
                  v1.local_valid_start_lo <= v0.local_valid_start_hi
                  AND v1.utc_valid_start_lo <= v0.utc_valid_start_hi
                )
                OR v0.present_valid_end = 1
                OR v1.local_valid_start_hi <= v0.local_stated_lo
                OR v1.utc_valid_start_hi <= v0.utc_stated_lo
              )
              AND (
                (
                  v0.local_valid_start_lo <= v1.local_valid_start_hi
                  AND v0.utc_valid_start_lo <= v1.utc_valid_start_hi
                )
                OR v1.present_valid_end = 1
                OR v0.local_valid_start_hi <= v1.local_stated_lo
                OR v0.utc_valid_start_hi <= v1.utc_stated_lo
              )
            )
          )
        )
    ) AS m
    INNER JOIN facts_2 AS v0
      ON v0.claim = m.r0
    INNER JOIN facts_2 AS v1
      ON v1.claim = m.r1
    INNER JOIN about_2 AS v2
      ON v0.predicate_hi = v2.predicate_hi
      AND v0.scope_hi = v2.scope_hi
      AND v0.origin_hi = v2.origin_hi
      AND v2.predicate_hi <> 6917529027641081856
      AND v2.scope_hi <> 6917529027641081856
      AND v2.origin_hi <> 6917529027641081856
      AND v2.claim <> m.r0
      AND v2.claim <> m.r1
      AND v2.topic = m.topic
      AND (
        (
          v1.local_stated_hi < v2.local_stated_lo OR v1.utc_stated_hi < v2.utc_stated_lo
        )
        AND v2.rank_hi <> 917846318259245476
        AND v2.certainty_hi <> 737511336496678951
        AND (
          (
            v0.predicate_single_hi = 1
            AND v0.polarity_hi = 681241156171496229
            AND v2.polarity_hi = 681241156171496229
            AND (
              (
                (
                  v0.local_value_lo > v2.local_value_hi OR v2.local_value_lo > v0.local_value_hi
                )
                AND v0.value_term_hi <> v2.value_term_hi
              )
              OR (
                (
                  v0.utc_value_lo > v2.utc_value_hi OR v2.utc_value_lo > v0.utc_value_hi
                )
                AND v0.value_term_hi <> v2.value_term_hi
              )
            )
          )
          OR (
            v0.polarity_hi <> v2.polarity_hi
            AND (
              (
                v0.local_value_lo <= v2.local_value_hi AND v2.local_value_lo <= v0.local_value_hi
              )
              OR v0.value_term_hi = v2.value_term_hi
            )
            AND (
              (
                v0.utc_value_lo <= v2.utc_value_hi AND v2.utc_value_lo <= v0.utc_value_hi
              )
              OR v0.value_term_hi = v2.value_term_hi
            )
          )
        )
        AND (
          v0.predicate_timeless_hi = 1
          OR (
            v0.local_valid_start_lo < v2.local_valid_end_hi
            AND v2.local_valid_start_lo < v0.local_valid_end_hi
            AND v0.utc_valid_start_lo < v2.utc_valid_end_hi
            AND v2.utc_valid_start_lo < v0.utc_valid_end_hi
          )
        )
      )
    GROUP BY
      m.r0,
      m.r1
  ) AS e
    ON m.r0 = e.r0 AND m.r1 = e.r1
  WHERE
    NOT COALESCE(e.sure, 0) >= 1
), flagged_2 AS (
  SELECT
    matched.claim,
    MAX(matched.certain) AS surely,
    1 AS at_all
  FROM (
    SELECT
      r0 AS claim,
      certain
    FROM found_2
  ) AS matched
  GROUP BY
    matched.claim
), facts_3 AS (
  SELECT
    facts.claim AS claim,
    facts.certainty_hi AS certainty_hi,
    COALESCE(flagged_1.surely, 0) AS flagged_core_explicit_certain_f9bd104f,
    COALESCE(flagged_1.at_all, 0) AS flagged_core_explicit_possible_a9790e3b,
    COALESCE(flagged_2.surely, 0) AS flagged_core_newer_statement_certain_9cfc10dd,
    COALESCE(flagged_2.at_all, 0) AS flagged_core_newer_statement_possible_07b5c734,
    facts.local_always_valid_start_hi AS local_always_valid_start_hi,
    facts.local_always_valid_start_lo AS local_always_valid_start_lo,
    facts.local_stated_lo AS local_stated_lo,
    facts.local_valid_end_hi AS local_valid_end_hi,
    facts.local_valid_end_lo AS local_valid_end_lo,
    facts.local_valid_start_hi AS local_valid_start_hi,
    facts.local_valid_start_lo AS local_valid_start_lo,
    facts.local_value_hi AS local_value_hi,
    facts.local_value_lo AS local_value_lo,
    facts.origin_hi AS origin_hi,
    facts.origin_lo AS origin_lo,
    facts.polarity_hi AS polarity_hi,
    facts.predicate_hi AS predicate_hi,
    facts.predicate_timeless_hi AS predicate_timeless_hi,
    facts.present_valid_end AS present_valid_end,
    facts.rank_hi AS rank_hi,
    facts.scope_hi AS scope_hi,
    facts.subject_hi AS subject_hi,
    facts.utc_always_valid_start_hi AS utc_always_valid_start_hi,
    facts.utc_always_valid_start_lo AS utc_always_valid_start_lo,
    facts.utc_stated_lo AS utc_stated_lo,
    facts.utc_valid_end_hi AS utc_valid_end_hi,
    facts.utc_valid_end_lo AS utc_valid_end_lo,
    facts.utc_valid_start_hi AS utc_valid_start_hi,
    facts.utc_valid_start_lo AS utc_valid_start_lo,
    facts.utc_value_hi AS utc_value_hi,
    facts.utc_value_lo AS utc_value_lo,
    facts.value_term_hi AS value_term_hi
  FROM facts
  LEFT JOIN flagged_1
    ON flagged_1.claim = facts.claim
  LEFT JOIN flagged_2
    ON flagged_2.claim = facts.claim
), about_3 AS (
  SELECT
    facts_3.claim AS claim,
    facts_3.certainty_hi AS certainty_hi,
    facts_3.flagged_core_explicit_certain_f9bd104f AS flagged_core_explicit_certain_f9bd104f,
    facts_3.flagged_core_explicit_possible_a9790e3b AS flagged_core_explicit_possible_a9790e3b,
    facts_3.flagged_core_newer_statement_certain_9cfc10dd AS flagged_core_newer_statement_certain_9cfc10dd,
    facts_3.flagged_core_newer_statement_possible_07b5c734 AS flagged_core_newer_statement_possible_07b5c734,
    facts_3.local_always_valid_start_hi AS local_always_valid_start_hi,
    facts_3.local_always_valid_start_lo AS local_always_valid_start_lo,
    facts_3.local_stated_lo AS local_stated_lo,
    facts_3.local_valid_end_hi AS local_valid_end_hi,
    facts_3.local_valid_end_lo AS local_valid_end_lo,
    facts_3.local_valid_start_hi AS local_valid_start_hi,
    facts_3.local_valid_start_lo AS local_valid_start_lo,
    facts_3.local_value_hi AS local_value_hi,
    facts_3.local_value_lo AS local_value_lo,
    facts_3.origin_hi AS origin_hi,
    facts_3.origin_lo AS origin_lo,
    facts_3.polarity_hi AS polarity_hi,
    facts_3.predicate_hi AS predicate_hi,
    facts_3.predicate_timeless_hi AS predicate_timeless_hi,
    facts_3.present_valid_end AS present_valid_end,
    facts_3.rank_hi AS rank_hi,
    facts_3.scope_hi AS scope_hi,
    facts_3.subject_hi AS subject_hi,
    facts_3.utc_always_valid_start_hi AS utc_always_valid_start_hi,
    facts_3.utc_always_valid_start_lo AS utc_always_valid_start_lo,
    facts_3.utc_stated_lo AS utc_stated_lo,
    facts_3.utc_valid_end_hi AS utc_valid_end_hi,
    facts_3.utc_valid_end_lo AS utc_valid_end_lo,
    facts_3.utc_valid_start_hi AS utc_valid_start_hi,
    facts_3.utc_valid_start_lo AS utc_valid_start_lo,
    facts_3.utc_value_hi AS utc_value_hi,
    facts_3.utc_value_lo AS utc_value_lo,
    facts_3.value_term_hi AS value_term_hi,
    topics.topic AS topic,
    topics.home AS home
  FROM facts_3
  INNER JOIN topics
    ON topics.claim = facts_3.claim
), found_3 AS (
  SELECT
    CASE
      WHEN surely_forwards = 1 OR (
        forwards = 1 AND surely_backwards = 0
      )
      THEN one
      ELSE other
    END AS r0,
    CASE
      WHEN surely_forwards = 1 OR (
        forwards = 1 AND surely_backwards = 0
      )
      THEN other
      ELSE one
    END AS r1,
    CASE WHEN surely_forwards = 1 OR surely_backwards = 1 THEN 1 ELSE 0 END AS certain,
    topic
  FROM (
    SELECT
      v0.claim AS one,
      v1.claim AS other,
      CASE
        WHEN v0.polarity_hi = 681241156171496229
        AND v1.polarity_hi = 982357015594853398
        AND v0.rank_hi <> 917846318259245476
        AND v0.flagged_core_explicit_certain_f9bd104f <> 1
        AND v0.certainty_hi <> 737511336496678951
        AND v1.rank_hi <> 917846318259245476
        AND v1.flagged_core_explicit_certain_f9bd104f <> 1
        AND v1.certainty_hi <> 737511336496678951
        AND (
          v0.certainty_hi <> 1130127451141520750 OR v1.certainty_hi <> 1130127451141520750
        )
        AND v0.flagged_core_newer_statement_certain_9cfc10dd <> 1
        AND v1.flagged_core_newer_statement_certain_9cfc10dd <> 1
        AND (
          v0.origin_hi > v1.origin_lo OR v1.origin_hi > v0.origin_lo
        )
        AND (
          (
            v0.local_value_lo <= v1.local_value_hi AND v1.local_value_lo <= v0.local_value_hi
          )
          OR v0.value_term_hi = v1.value_term_hi
        )
        AND (
          (
            v0.utc_value_lo <= v1.utc_value_hi AND v1.utc_value_lo <= v0.utc_value_hi
          )
          OR v0.value_term_hi = v1.value_term_hi
        )
        AND (
          v0.predicate_timeless_hi = 1
          OR (
            v0.local_valid_start_lo < v1.local_valid_end_hi
            AND v1.local_valid_start_lo < v0.local_valid_end_hi
            AND v0.utc_valid_start_lo < v1.utc_valid_end_hi
            AND v1.utc_valid_start_lo < v0.utc_valid_end_hi
          )
        )
        AND (
          v0.predicate_timeless_hi = 1
          OR (
            (
              (
                v1.local_valid_start_lo <= v0.local_valid_start_hi
                AND v1.utc_valid_start_lo <= v0.utc_valid_start_hi
              )
              OR v0.present_valid_end = 1
              OR v1.local_valid_start_hi <= v0.local_stated_lo
              OR v1.utc_valid_start_hi <= v0.utc_stated_lo
            )
            AND (
              (
                v0.local_valid_start_lo <= v1.local_valid_start_hi
                AND v0.utc_valid_start_lo <= v1.utc_valid_start_hi
              )
              OR v1.present_valid_end = 1
              OR v0.local_valid_start_hi <= v1.local_stated_lo
              OR v0.utc_valid_start_hi <= v1.utc_stated_lo
            )
          )
        )
        THEN 1
        ELSE 0
      END AS forwards,
      CASE
        WHEN v0.polarity_hi = 681241156171496229
        AND v1.polarity_hi = 982357015594853398
        AND v0.rank_hi <> 917846318259245476
        AND v0.flagged_core_explicit_possible_a9790e3b <> 1
        AND v0.certainty_hi <> 737511336496678951
        AND v1.rank_hi <> 917846318259245476
        AND v1.flagged_core_explicit_possible_a9790e3b <> 1
        AND v1.certainty_hi <> 737511336496678951
        AND (
          v0.certainty_hi <> 1130127451141520750 OR v1.certainty_hi <> 1130127451141520750
        )
        AND v0.flagged_core_newer_statement_possible_07b5c734 <> 1
        AND v1.flagged_core_newer_statement_possible_07b5c734 <> 1
        AND (
          v0.origin_lo > v1.origin_hi OR v1.origin_lo > v0.origin_hi
        )
        AND (
          (
            v0.local_value_hi <= v1.local_value_lo AND v1.local_value_hi <= v0.local_value_lo
          )
          OR v0.value_term_hi = v1.value_term_hi
          OR (
            v0.utc_value_hi <= v1.utc_value_lo AND v1.utc_value_hi <= v0.utc_value_lo
          )
        )
        AND (
          v0.predicate_timeless_hi = 1
          OR (
            v0.local_valid_start_hi < v1.local_valid_end_lo
            AND v1.local_valid_start_hi < v0.local_valid_end_lo
          )
          OR (
            v0.utc_valid_start_hi < v1.utc_valid_end_lo
            AND v1.utc_valid_start_hi < v0.utc_valid_end_lo
          )
        )
        AND (
          v0.predicate_timeless_hi = 1
          OR (
            (
              v1.local_always_valid_start_lo <= v0.local_always_valid_start_hi
              OR v1.utc_always_valid_start_lo <= v0.utc_always_valid_start_hi
              OR v0.present_valid_end = 1
              OR v1.local_valid_start_hi <= v0.local_stated_lo
              OR v1.utc_valid_start_hi <= v0.utc_stated_lo
            )
            AND (
              v0.local_always_valid_start_lo <= v1.local_always_valid_start_hi
              OR v0.utc_always_valid_start_lo <= v1.utc_always_valid_start_hi
              OR v1.present_valid_end = 1
              OR v0.local_valid_start_hi <= v1.local_stated_lo
              OR v0.utc_valid_start_hi <= v1.utc_stated_lo
            )
          )
        )
        THEN 1
        ELSE 0
      END AS surely_forwards,
      CASE
        WHEN v1.polarity_hi = 681241156171496229
        AND v0.polarity_hi = 982357015594853398
        AND v1.rank_hi <> 917846318259245476
        AND v1.flagged_core_explicit_certain_f9bd104f <> 1
        AND v1.certainty_hi <> 737511336496678951
        AND v0.rank_hi <> 917846318259245476
        AND v0.flagged_core_explicit_certain_f9bd104f <> 1
        AND v0.certainty_hi <> 737511336496678951
        AND (
          v1.certainty_hi <> 1130127451141520750 OR v0.certainty_hi <> 1130127451141520750
        )
        AND v1.flagged_core_newer_statement_certain_9cfc10dd <> 1
        AND v0.flagged_core_newer_statement_certain_9cfc10dd <> 1
        AND (
          v1.origin_hi > v0.origin_lo OR v0.origin_hi > v1.origin_lo
        )
        AND (
          (
            v1.local_value_lo <= v0.local_value_hi AND v0.local_value_lo <= v1.local_value_hi
          )
          OR v1.value_term_hi = v0.value_term_hi
        )
        AND (
          (
            v1.utc_value_lo <= v0.utc_value_hi AND v0.utc_value_lo <= v1.utc_value_hi
          )
          OR v1.value_term_hi = v0.value_term_hi
        )
        AND (
          v1.predicate_timeless_hi = 1
          OR (
            v1.local_valid_start_lo < v0.local_valid_end_hi
            AND v0.local_valid_start_lo < v1.local_valid_end_hi
            AND v1.utc_valid_start_lo < v0.utc_valid_end_hi
            AND v0.utc_valid_start_lo < v1.utc_valid_end_hi
          )
        )
        AND (
          v1.predicate_timeless_hi = 1
          OR (
            (
              (
                v0.local_valid_start_lo <= v1.local_valid_start_hi
                AND v0.utc_valid_start_lo <= v1.utc_valid_start_hi
              )
              OR v1.present_valid_end = 1
              OR v0.local_valid_start_hi <= v1.local_stated_lo
              OR v0.utc_valid_start_hi <= v1.utc_stated_lo
            )
            AND (
              (
                v1.local_valid_start_lo <= v0.local_valid_start_hi
                AND v1.utc_valid_start_lo <= v0.utc_valid_start_hi
              )
              OR v0.present_valid_end = 1
              OR v1.local_valid_start_hi <= v0.local_stated_lo
              OR v1.utc_valid_start_hi <= v0.utc_stated_lo
            )
          )
        )
        THEN 1
        ELSE 0
      END AS backwards,
      CASE
        WHEN v1.polarity_hi = 681241156171496229
        AND v0.polarity_hi = 982357015594853398
        AND v1.rank_hi <> 917846318259245476
        AND v1.flagged_core_explicit_possible_a9790e3b <> 1
        AND v1.certainty_hi <> 737511336496678951
        AND v0.rank_hi <> 917846318259245476
        AND v0.flagged_core_explicit_possible_a9790e3b <> 1
        AND v0.certainty_hi <> 737511336496678951
        AND (
          v1.certainty_hi <> 1130127451141520750 OR v0.certainty_hi <> 1130127451141520750
        )
        AND v1.flagged_core_newer_statement_possible_07b5c734 <> 1
        AND v0.flagged_core_newer_statement_possible_07b5c734 <> 1
        AND (
          v1.origin_lo > v0.origin_hi OR v0.origin_lo > v1.origin_hi
        )
        AND (
          (
            v1.local_value_hi <= v0.local_value_lo AND v0.local_value_hi <= v1.local_value_lo
          )
          OR v1.value_term_hi = v0.value_term_hi
          OR (
            v1.utc_value_hi <= v0.utc_value_lo AND v0.utc_value_hi <= v1.utc_value_lo
          )
        )
        AND (
          v1.predicate_timeless_hi = 1
          OR (
            v1.local_valid_start_hi < v0.local_valid_end_lo
            AND v0.local_valid_start_hi < v1.local_valid_end_lo
          )
          OR (
            v1.utc_valid_start_hi < v0.utc_valid_end_lo
            AND v0.utc_valid_start_hi < v1.utc_valid_end_lo
          )
        )
        AND (
          v1.predicate_timeless_hi = 1
          OR (
            (
              v0.local_always_valid_start_lo <= v1.local_always_valid_start_hi
              OR v0.utc_always_valid_start_lo <= v1.utc_always_valid_start_hi
              OR v1.present_valid_end = 1
              OR v0.local_valid_start_hi <= v1.local_stated_lo
              OR v0.utc_valid_start_hi <= v1.utc_stated_lo
            )
            AND (
              v1.local_always_valid_start_lo <= v0.local_always_valid_start_hi
              OR v1.utc_always_valid_start_lo <= v0.utc_always_valid_start_hi
              OR v0.present_valid_end = 1
              OR v1.local_valid_start_hi <= v0.local_stated_lo
              OR v1.utc_valid_start_hi <= v0.utc_stated_lo
            )
          )
        )
        THEN 1
        ELSE 0
      END AS surely_backwards,
      v0.topic AS topic
    FROM about_3 AS v0
    INNER JOIN about_3 AS v1
      ON v0.topic = v1.topic
      AND v0.predicate_hi = v1.predicate_hi
      AND v0.scope_hi = v1.scope_hi
    WHERE
      (
        (
          v0.predicate_hi <> 6917529027641081856 AND v0.scope_hi <> 6917529027641081856
        )
        AND v0.claim < v1.claim
      )
      AND (
        v0.home = 1 OR v1.home = 1
      )
  ) AS tested
  WHERE
    forwards = 1 OR backwards = 1
)
SELECT
  'core/denial' AS rule,
  found_3.r0 AS r0,
  found_3.r1 AS r1,
  found_3.certain AS certain,
  f0.id AS r0_id,
  f1.id AS r1_id
FROM found_3
INNER JOIN facts AS f0
  ON f0.claim = found_3.r0
INNER JOIN facts AS f1
  ON f1.claim = found_3.r1
ORDER BY
  found_3.r0,
  found_3.r1;
