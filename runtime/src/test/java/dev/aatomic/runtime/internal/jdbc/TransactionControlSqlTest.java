package dev.aatomic.runtime.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("D8")
@Tag("G19")
class TransactionControlSqlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "COMMIT|COMMIT",
                "commit;|COMMIT",
                "Commit Prepared 'x'|COMMIT",
                "ROLLBACK TO SAVEPOINT a|ROLLBACK",
                "begin|BEGIN",
                "START TRANSACTION READ ONLY|START",
                "end|END",
                "END/**/|END",
                "COMMIT--now|COMMIT",
                "(commit)|COMMIT",
                ";;commit|COMMIT",
                "; ( /* a */ commit|COMMIT",
                "/* a /* b */ c */ROLLBACK|ROLLBACK",
                "/**/begin|BEGIN",
                "/*/ */end|END"
            })
    void keywordIsTheFirstWord(String sql, String keyword) {
        assertThat(TransactionControlSql.keyword(sql)).isEqualTo(keyword);
    }

    @Test
    void whiteSpaceAndLineCommentsAreSkipped() {
        assertThat(TransactionControlSql.keyword(" \t\r\n\f\u00a0COMMIT")).isEqualTo("COMMIT");
        assertThat(TransactionControlSql.keyword("-- why\nCOMMIT")).isEqualTo("COMMIT");
        assertThat(TransactionControlSql.keyword("-- why\rCOMMIT")).isEqualTo("COMMIT");
        assertThat(TransactionControlSql.keyword("--\n--\n  rollback")).isEqualTo("ROLLBACK");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "COMMITTED",
                "commit_log",
                "commit$",
                "begin1",
                "endé",
                "SELECT 1; COMMIT",
                "SELECT 'COMMIT'",
                "-- COMMIT",
                "/* COMMIT */ SELECT 1",
                "/* a /* b */ COMMIT",
                "/* COMMIT",
                "/*/ COMMIT",
                "{call commit}",
                "{? = call commit()}",
                "\"COMMIT\"",
                "- COMMIT",
                "/ COMMIT",
                "SAVEPOINT a",
                "UPDATE a SET b = 1"
            })
    void anythingElseIsNot(String sql) {
        assertThat(TransactionControlSql.keyword(sql)).isNull();
    }
}
