package dev.aatomic.runtime.internal.jdbc.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.internal.jdbc.sql.TransactionControlSql.Finding;
import dev.aatomic.runtime.internal.jdbc.sql.TransactionControlSql.Reason;
import dev.aatomic.runtime.support.AllocatedBytes;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** C, J7: which SQL text ends a transaction, read as each database reads it; and what only looks like it. */
@Tag("D8")
@Tag("G19")
class TransactionControlSqlTest {

    private static @Nullable String keywords(String sql, SqlSyntax syntax) {
        Finding found = TransactionControlSql.find(sql, syntax.inTransaction());
        return found == null ? null : found.keywords();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "COMMIT|COMMIT",
                "commit;|COMMIT",
                "Commit Prepared 'x'|COMMIT",
                "ROLLBACK|ROLLBACK",
                "rollback work|ROLLBACK",
                "rollback and chain|ROLLBACK",
                "ROLLBACK PREPARED 'x'|ROLLBACK",
                "abort|ABORT",
                "begin|BEGIN",
                "begin;select 1|BEGIN",
                "Begin Work|BEGIN",
                "BEGIN TRAN|BEGIN",
                "begin transaction isolation level serializable|BEGIN",
                "begin isolation level serializable|BEGIN",
                "begin read only|BEGIN",
                "begin not deferrable|BEGIN",
                "START TRANSACTION READ ONLY|START TRANSACTION",
                "prepare transaction 'x'|PREPARE TRANSACTION",
                "set autocommit true|SET AUTOCOMMIT",
                "set autocommit = 1|SET AUTOCOMMIT",
                "(commit)|COMMIT",
                ";;commit|COMMIT",
                "; ( /* a */ commit|COMMIT",
                "/**/begin|BEGIN",
                "SELECT 1; COMMIT|COMMIT",
                "insert into entry values (1);rollback|ROLLBACK",
                "select ';' ; -- x|",
                "select 1; select 2;|",
                "select ';commit'|",
                "select \"a;commit\" from b|",
                "update a set b = 'it''s'; commit|COMMIT",
                "execute immediate 'commit'|COMMIT",
                "execute immediate 'insert into a values (''x''); commit'|COMMIT",
                "execute immediate 'rollback'; commit|ROLLBACK",
                "execute immediate 'commit' into a|COMMIT",
                "execute immediate 'commit' using 1|COMMIT",
                "set    autocommit = 1|SET AUTOCOMMIT",
                "prepare s from 'commit'|COMMIT"
            })
    void everyDatabase(String sql, @Nullable String keywords) {
        for (SqlSyntax syntax : SqlSyntax.values()) {
            assertThat(keywords(sql, syntax)).as("%s", syntax).isEqualTo(keywords);
        }
    }

    @Test
    void whiteSpaceAndLineCommentsAreSkipped() {
        for (SqlSyntax syntax : SqlSyntax.values()) {
            for (String sql : Arrays.asList(
                    " \t\r\n\f COMMIT",
                    "-- why\nCOMMIT",
                    "--\n--\n  commit",
                    "select 1; -- why\n commit",
                    "commit--now")) {
                assertThat(keywords(sql, syntax)).as("%s %s", syntax, sql).isEqualTo("COMMIT");
            }
            assertThat(keywords("-- COMMIT", syntax)).isNull();
            assertThat(keywords("select 1 -- ;\n", syntax)).isNull();
        }
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
                "SELECT 'COMMIT'",
                "/* COMMIT */ SELECT 1",
                "/* COMMIT",
                "/*/ COMMIT",
                "{call commit}",
                "{? = call commit()}",
                "\"COMMIT\"",
                "- COMMIT",
                "/ COMMIT",
                "*/ COMMIT",
                "select",
                "release",
                "release(1)",
                "update a set b = case when c then commit end;",
                "UPDATE a SET b = 1",
                "select commit, rollback from a",
                "execute a",
                "prepare a from 'select 1'",
                "BEGIN NOT ATOMIC insert into a values (1); END",
                "begin not atomic if x then update a set b = 1; end if; end; select 1",
                "DECLARE x int; BEGIN x := 1; END;",
                "begin\n  insert into \"a\" values (1);\n  update a set b = 2;\nend;",
                "begin case when 1 = 1 then insert into a values (1); end case; end"
            })
    void whatOnlyLooksLikeIt(String sql) {
        for (SqlSyntax syntax : SqlSyntax.values()) {
            if (syntax != SqlSyntax.SQL_SERVER) {
                assertThat(keywords(sql, syntax)).as("%s", syntax).isNull();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POSTGRES|/* a /* b */ c */ROLLBACK|ROLLBACK",
                "POSTGRES|/* a /* b */ COMMIT|",
                "POSTGRES|end|END",
                "POSTGRES|END/**/|END",
                "POSTGRES|insert into a values (1); end work|END",
                "POSTGRES|do $$ begin commit; end $$|",
                "POSTGRES|do $x$ begin; rollback; $$ end $x$; commit|COMMIT",
                "POSTGRES|do $a1$; rollback; $a1$; commit|COMMIT",
                "POSTGRES|do $1$; rollback; $1$; commit|ROLLBACK",
                "POSTGRES|select a$b$ from c; commit; select d$b$ from e|COMMIT",
                "POSTGRES|select $1; commit|COMMIT",
                "POSTGRES|select 'a\\'; commit; --'|COMMIT",
                "POSTGRES|select E'a\\'; commit; --'|",
                "POSTGRES|select e'a\\\\'; commit|COMMIT",
                "POSTGRES|create function f() returns int begin atomic; select 1; commit; end|",
                "POSTGRES|create function f() returns int begin atomic; select case when true then 1 end; end;"
                        + " commit|COMMIT",
                "POSTGRES|create or replace procedure p() language sql as 'commit'|",
                "POSTGRES|create a b c d e f g procedure p() begin atomic select 1; commit; end|",
                "POSTGRES|create a b c d e f g h procedure p() begin atomic select 1; commit; end|COMMIT",
                "POSTGRES|lock table begin; end|END",
                "POSTGRES|create table commit_log(v int); create index on commit_log(v)|",
                "POSTGRES|set transaction isolation level serializable|",
                "POSTGRES|prepare a as select 1|",
                "POSTGRES|lock table a|",
                "H2|/* a /* b */ c */ commit|COMMIT",
                "H2|/* a /* b */ commit|",
                "H2|// c|",
                "H2|do $$; commit; $$|",
                "H2|execute immediate $$begin $$|BEGIN",
                "H2|select `a;commit` from b|",
                "H2|prepare commit x|PREPARE COMMIT",
                "H2|execute immediate 'com' || 'mit'|EXECUTE IMMEDIATE",
                "H2|execute immediate 'insert into a values (1)'|",
                "HSQLDB|/* a /* b */ commit|COMMIT",
                "HSQLDB|select 1 from a // b; commit|COMMIT",
                "HSQLDB|do $$; commit; $$|COMMIT",
                "OTHER|begin not atomic a: begin insert into a values (1); end; end|",
                "MYSQL|/* a /* b */ commit|COMMIT",
                "MYSQL|/*!COMMIT*/|COMMIT",
                "MYSQL|/*!50000 commit */|COMMIT",
                "MYSQL|/*M!100100 rollback */|ROLLBACK",
                "MYSQL|/*!99999 ' */ commit|COMMIT",
                "MYSQL|/*!99999 rollback */; commit|COMMIT",
                "MYSQL|select 1 /*! ; commit */|COMMIT",
                "MYSQL|select 1 /*! ; */ commit|COMMIT",
                "MYSQL|select /*! straight_join */ 1|",
                "MYSQL|select 'it\\'s; commit; '|",
                "MYSQL|select 'a\\\\'; commit|COMMIT",
                "MYSQL|select \"a\\\"; commit; \"|",
                "MYSQL|select `a;commit`|",
                "MYSQL|select 1--1; commit|COMMIT",
                "MYSQL|set @@session.autocommit = 1|SET AUTOCOMMIT",
                "MYSQL|set @@autocommit = 1|SET AUTOCOMMIT",
                "MYSQL|set session autocommit = 1|SET AUTOCOMMIT",
                "MYSQL|set sql_mode = '', `autocommit` = 1|SET AUTOCOMMIT",
                "MYSQL|set @autocommit = 1|",
                "MYSQL|set @x = 'autocommit'|",
                "MYSQL|begin not atomic insert into a values (1); commit; end|COMMIT",
                "MYSQL|begin not atomic declare exit handler for sqlexception begin rollback; end; select 1;"
                        + " end|ROLLBACK",
                "MYSQL|begin not atomic if x then commit; end if; end|COMMIT",
                "MYSQL|update a set end = 1; begin not atomic if b then commit; end if; end|COMMIT",
                "MYSQL|commit#a|COMMIT",
                "MYSQL|xa start 'x'|XA",
                "MYSQL|execute immediate @x|",
                "ORACLE|begin insert into a values (q'[it's; ]'); commit; end;|COMMIT",
                "ORACLE|begin execute immediate 'create table a (b int)'; end;|CREATE",
                "ORACLE|begin null; end;|",
                "ORACLE|execute immediate q'[begin ]'|BEGIN",
                "ORACLE|execute immediate q'!begin !'|BEGIN",
                "ORACLE|execute immediate q'[commit|COMMIT",
                "ORACLE|execute immediate q'|",
                "ORACLE|commit#a|",
                "SQL_SERVER|insert into a values (1) commit|COMMIT",
                "SQL_SERVER|create table a (b int) commit|COMMIT",
                "SQL_SERVER|create login a commit|COMMIT",
                "SQL_SERVER|create or alter procedure a as commit|",
                "SQL_SERVER|save a|",
                "SQL_SERVER|begin update a set b = 1 end|",
                "SQL_SERVER|select [commit] from [a]]; commit]|",
                "SQL_SERVER|set implicit_transactions off|SET AUTOCOMMIT"
            })
    void asTheDatabaseReadsIt(SqlSyntax syntax, String sql, @Nullable String keywords) {
        assertThat(keywords(sql, syntax)).isEqualTo(keywords);
    }

    @Test
    void hashBeginsACommentOnMySqlOnly() {
        assertThat(keywords("# c\nCOMMIT", SqlSyntax.MYSQL)).isEqualTo("COMMIT");
        assertThat(keywords("# c; commit\nselect 1", SqlSyntax.MYSQL)).isNull();
        assertThat(keywords("-- c\r COMMIT", SqlSyntax.MYSQL)).isNull();
        assertThat(keywords("-- c\r COMMIT", SqlSyntax.POSTGRES)).isEqualTo("COMMIT");
        assertThat(keywords("// c\n COMMIT", SqlSyntax.H2)).isEqualTo("COMMIT");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "savepoint a|SAVEPOINT",
                "release savepoint a|RELEASE",
                "release a|RELEASE",
                "release \"a\"|RELEASE",
                "rollback to a|ROLLBACK TO",
                "rollback work to savepoint a|ROLLBACK TO",
                "select 1; savepoint \"a\"|SAVEPOINT"
            })
    void savepointsAreNotSetBehindTheLibrarysBack(String sql, String keywords) {
        for (SqlSyntax syntax : SqlSyntax.values()) {
            assertThat(TransactionControlSql.find(sql, syntax.inTransaction()))
                    .as("%s", syntax)
                    .isEqualTo(new Finding(Reason.SAVEPOINT, keywords));
        }
    }

    @Test
    void savepointOfSqlServerHasAWordOfItsOwn() {
        for (String sql : List.of("save tran a", "save transaction a")) {
            assertThat(TransactionControlSql.find(sql, SqlSyntax.SQL_SERVER.inTransaction()))
                    .isEqualTo(new Finding(Reason.SAVEPOINT, "SAVE TRANSACTION"));
            assertThat(keywords(sql, SqlSyntax.POSTGRES)).isNull();
        }
    }

    /** It is called with each statement. */
    @ParameterizedTest
    @ValueSource(strings = {"select", "select 1", " \n Select\n1", "values(1)", "with a as (select 1) select 1 from a"})
    void harmlessTextIsPassedWithoutAllocation(String sql) {
        int calls = 1000;
        AllocatedBytes allocated = new AllocatedBytes();
        allocated.read();
        TransactionControlSql.find(sql, SqlSyntax.POSTGRES.inTransaction());
        long before = allocated.read();
        for (int call = 0; call < calls; call++) {
            TransactionControlSql.find(sql, SqlSyntax.POSTGRES.inTransaction());
        }

        assertThat(allocated.read() - before).isLessThan(calls * 16L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "H2|create table a (b int)|CREATE",
                "H2|create local temporary table a (b int)|CREATE",
                "H2|create local temporary table a (b int) transactional|",
                "H2|declare local temporary table a (b int)|DECLARE",
                "H2|declare local temporary table a (b int) transactional|",
                "H2|insert into a values (1); drop table b|DROP",
                "H2|/* c */ Truncate table a|TRUNCATE",
                "H2|alter sequence a restart with 1|",
                "H2|set mode MySQL|SET MODE",
                "H2|set transaction isolation level serializable|SET TRANSACTION",
                "H2|set schema a|",
                "H2|set @a = 1|",
                "H2|execute immediate 'create table a (b int)'|CREATE",
                "HSQLDB|create table a (b int)|CREATE",
                "HSQLDB|declare local temporary table a (b int)|",
                "HSQLDB|truncate table a|",
                "HSQLDB|truncate table a and commit|TRUNCATE",
                "HSQLDB|set files log true|SET FILES",
                "HSQLDB|set schema a|",
                "HSQLDB|lock table a write|",
                "HSQLDB|alter session reset all|",
                "MYSQL|lock tables a write|LOCK",
                "MYSQL|create temporary table a (b int)|",
                "MYSQL|create or replace temporary table a (b int)|",
                "MYSQL|create or replace table a (b int)|CREATE",
                "MYSQL|load index into cache a|LOAD INDEX",
                "MYSQL|load data infile 'a' into table b|",
                "MYSQL|create table a (b int)|CREATE",
                "MYSQL|drop temporary table a|",
                "MYSQL|analyze select 1|",
                "MYSQL|analyze table a|ANALYZE",
                "MYSQL|set password = 'x'|SET PASSWORD",
                "MYSQL|begin not atomic create table a (b int); end|CREATE",
                "ORACLE|alter session set nls_sort = 'x'|",
                "ORACLE|alter table a add b int|ALTER",
                "OTHER_COMMITTING|create table a (b int)|CREATE",
                "OTHER|create table a (b int)|",
                "POSTGRES|truncate a|",
                "SQL_SERVER|create table a (b int)|"
            })
    void whatCommitsImplicitly(SqlSyntax syntax, String sql, @Nullable String keywords) {
        assertThat(TransactionControlSql.find(sql, syntax.inTransaction()))
                .isEqualTo(keywords == null ? null : new Finding(Reason.IMPLICIT_COMMIT, keywords));
        assertThat(TransactionControlSql.find(sql, syntax.inAutocommit())).isNull();
    }

    @Test
    void whatWasPreparedIsEndedInAutocommit() {
        assertThat(TransactionControlSql.find("commit prepared 'x'", SqlSyntax.POSTGRES.inAutocommit()))
                .isNull();
        assertThat(TransactionControlSql.find("rollback prepared 'x'", SqlSyntax.POSTGRES.inAutocommit()))
                .isNull();
        assertThat(TransactionControlSql.find("commit", SqlSyntax.POSTGRES.inAutocommit()))
                .isNotNull();
    }

    @ParameterizedTest
    @EnumSource(SqlSyntax.class)
    void textThatIsCutOffIsReadToItsEnd(SqlSyntax syntax) {
        String sql = "/*! a */ select E'a\\''; $x$ q'[b]' /* c */ [d] `e` \"f\" -- g\n # h";
        for (int length = 0; length <= sql.length(); length++) {
            assertThat(keywords(sql.substring(0, length), syntax)).isNull();
        }
    }
}
