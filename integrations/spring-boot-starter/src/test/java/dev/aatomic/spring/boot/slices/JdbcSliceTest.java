package dev.aatomic.spring.boot.slices;

import dev.aatomic.runtime.Transactions;
import org.junit.jupiter.api.RepeatedTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.test.autoconfigure.JdbcTest;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.jdbc.Sql;
import org.springframework.test.context.jdbc.Sql.ExecutionPhase;

/** {@code @JdbcTest} has transactions, on the database that it puts in the place of the application's. */
@JdbcTest(properties = {"spring.datasource.generate-unique-name=true", "spring.flyway.enabled=false"})
@Sql(
        statements = "create table if not exists entry(v int primary key)",
        executionPhase = ExecutionPhase.BEFORE_TEST_CLASS)
final class JdbcSliceTest {

    @RepeatedTest(2)
    void blocksTakePartInTheTestsTransaction(@Autowired Transactions transactions, @Autowired JdbcTemplate jdbc) {
        SliceChecks.blocksTakePartInTheTestsTransaction(
                transactions,
                () -> jdbc.update("insert into entry values (1)"),
                () -> jdbc.queryForObject("select count(*) from entry", Integer.class));
    }
}
