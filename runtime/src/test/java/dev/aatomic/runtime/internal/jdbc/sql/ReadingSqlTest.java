package dev.aatomic.runtime.internal.jdbc.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where nothing else keeps a block from writing, only what is known to read passes. */
@Tag("properties")
final class ReadingSqlTest {

    private static final SqlSyntax ANY = SqlSyntax.OTHER;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1",
                "  SELECT v FROM entry WHERE v = ?",
                "(select 1) union (select 2)",
                "((select 1))",
                "with a as (select 1) select * from a",
                "values (1), (2)",
                "table entry",
                "explain select 1",
                "explain analyze select copy from entry",
                "explain (analyze, format json) with a as (select 1) select * from a",
                "explain entry",
                "show tables",
                "describe entry",
                "desc entry",
                "set @limit = 3",
                "set schema other",
                // locks rows, and changes none
                "select v from entry for update",
                "select v from entry for share",
                // functions
                "select replace(name, 'a', 'b') from entry",
                "select insert (name, 1, 2, 'b') from entry",
                // words that stand in strings, names and comments
                "select 'insert into entry'",
                "select \"update\", `delete` from entry",
                "-- insert\nselect 1",
                "/* delete */ select 1 /* update */",
                "select inserted, into_account from updates",
                "",
                ";",
                "select 1; select 2;"
            })
    void reads(String sql) {
        assertThat(ReadingSql.findWriting(sql, ANY)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "insert into entry values (1) | INSERT",
                "update entry set v = 1 | UPDATE",
                "delete from entry | DELETE",
                "merge into entry using other on true | MERGE",
                "replace into entry values (1) | REPLACE",
                "truncate table entry | TRUNCATE",
                "create table other(v int) | CREATE",
                "drop table entry | DROP",
                "call p() | CALL",
                "execute p | EXECUTE",
                "do $$ begin end $$ | DO",
                "begin p(); end | BEGIN",
                "lock table entry | LOCK",
                "copy entry from stdin | COPY",
                "frobnicate entry | FROBNICATE",
                "select 1; insert into entry values (1) | INSERT",
                "/* select */ insert into entry values (1) | INSERT",
                "(insert into entry values (1)) | INSERT",
                // inside a query
                "select v from final table (insert into entry values (1)) | INSERT",
                "with a as (delete from entry returning v) select * from a | DELETE",
                "with a as (select 1) insert into entry select * from a | INSERT",
                "explain analyze update entry set v = 1 | UPDATE",
                "explain analyze create table other as select 1 as v | CREATE",
                "explain (analyze) create materialized view other as select 1 as v | CREATE",
                "select 1; explain analyze execute p | EXECUTE",
                "explain analyze copy entry from 'f' | COPY",
                "select v into other from entry | INTO",
                "select v from entry into outfile 'f' | INTO",
                "select 1 for delete from entry | DELETE",
                "set v = (select 1 from final table (update entry set v = 1)) | UPDATE",
                // JDBC's escape for a call
                "{call p()} | {",
                "{ ? = call p() } | {",
                "? | ?"
            })
    void mayWrite(String sql, String word) {
        assertThat(ReadingSql.findWriting(sql, ANY)).isEqualTo(word);
    }

    /** SQL Server calls a procedure that stands first without a word for it. */
    @Test
    void whatBeginsWithANameOrAStringIsNotKnown() {
        assertThat(ReadingSql.findWriting("\"p\" 1", SqlSyntax.SQL_SERVER)).isEqualTo("\"");
        assertThat(ReadingSql.findWriting("[p] 1", SqlSyntax.SQL_SERVER)).isEqualTo("[");
        assertThat(ReadingSql.findWriting("'select'", ANY)).isEqualTo("'");
    }

    @Test
    void commentIsReadAsTheDatabaseReadsIt() {
        assertThat(ReadingSql.findWriting("/*! insert into entry values (1) */", SqlSyntax.MYSQL))
                .isEqualTo("INSERT");
        assertThat(ReadingSql.findWriting("# c\ndelete from entry", SqlSyntax.MYSQL))
                .isEqualTo("DELETE");
        assertThat(ReadingSql.findWriting("select 1 # ; delete from entry", SqlSyntax.MYSQL))
                .isNull();
        assertThat(ReadingSql.findWriting("// c\nselect 1", SqlSyntax.H2)).isNull();
        assertThat(ReadingSql.findWriting("select [delete] from entry", SqlSyntax.SQL_SERVER))
                .isNull();
    }

    /** There a statement may follow another with nothing between them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select 1 exec p | EXEC",
                "select 1 execute p | EXECUTE",
                "select 1 drop table entry | DROP",
                "select 1 truncate table entry | TRUNCATE",
                "select 1 create table other(v int) | CREATE",
                "select 1 alter table entry add w int | ALTER",
                "select 1 grant select on entry to public | GRANT",
                "select 1 bulk insert entry from 'f' | INSERT",
                "select 1 if 1 = 1 exec p | EXEC",
                "declare @v int exec p | EXEC",
                "if 1 = 1 select 1 | IF"
            })
    void sqlServerNeedsNothingBetweenStatements(String sql, String word) {
        assertThat(ReadingSql.findWriting(sql, SqlSyntax.SQL_SERVER)).isEqualTo(word);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set nocount on select v from entry",
                "declare @v int = 1; select @v",
                "declare @v int set @v = 1 select @v",
                "select v from entry with (nolock) option (recompile)",
                "select 1 from a inner merge join b on a.v = b.v option (merge join, merge union)",
                "select * from openrowset(bulk 'f', single_clob) as f"
            })
    void sqlServersVariablesAreNoData(String sql) {
        assertThat(ReadingSql.findWriting(sql, SqlSyntax.SQL_SERVER)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1",
                "SELECT v FROM entry WHERE v = ?",
                "select 'set; commit'",
                "select ';'",
                "select 1; select 2;",
                "  /* set */ (select 1)",
                "with a as (select 1) select * from a",
                "values (1), (2)",
                "explain select 1",
                "explain analyze select 1",
                "show transaction_read_only"
            })
    void hasOnlyQueries(String sql) {
        assertThat(ReadingSql.hasOnlyQueries(sql, SqlSyntax.POSTGRES)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set transaction read write",
                "-- now\nSET LOCAL transaction_read_only = off",
                "select 1; set transaction read write",
                ";set transaction isolation level serializable",
                "reset transaction_read_only",
                "declare c cursor with hold for select 1",
                "notify news",
                "select 1; notify news",
                "listen news",
                "{call news()}",
                "call news()",
                "do $$ begin end $$",
                "with a as (insert into entry values (1) returning v) select v from a",
                "explain analyze create table other as select 1 as v",
                "lock table entry"
            })
    void hasMoreThanQueries(String sql) {
        assertThat(ReadingSql.hasOnlyQueries(sql, SqlSyntax.POSTGRES)).isFalse();
    }
}
