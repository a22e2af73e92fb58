package dev.aatomic.spring.boot.slices;

import dev.aatomic.runtime.Transactions;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.RepeatedTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jooq.test.autoconfigure.JooqTest;
import org.springframework.test.context.jdbc.Sql;
import org.springframework.test.context.jdbc.Sql.ExecutionPhase;

/** {@code @JooqTest} has transactions, on the database that it puts in the place of the application's. */
@JooqTest(properties = {"spring.datasource.generate-unique-name=true", "spring.flyway.enabled=false"})
@Sql(
        statements = "create table if not exists entry(v int primary key)",
        executionPhase = ExecutionPhase.BEFORE_TEST_CLASS)
final class JooqSliceTest {

    @RepeatedTest(2)
    void blocksTakePartInTheTestsTransaction(@Autowired Transactions transactions, @Autowired DSLContext dsl) {
        SliceChecks.blocksTakePartInTheTestsTransaction(
                transactions,
                () -> dsl.insertInto(DSL.table("entry")).values(1).execute(),
                () -> dsl.fetchCount(DSL.table("entry")));
    }
}
