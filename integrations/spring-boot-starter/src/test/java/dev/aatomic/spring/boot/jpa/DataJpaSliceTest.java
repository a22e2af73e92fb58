package dev.aatomic.spring.boot.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.spring.AatomicJpaTransactionManager;
import org.junit.jupiter.api.RepeatedTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.transaction.PlatformTransactionManager;

/** {@code @DataJpaTest} has transactions, and its own is rolled back with the blocks in it. */
@DataJpaTest(properties = {"spring.flyway.enabled=false", "spring.jpa.hibernate.ddl-auto=create-drop"})
final class DataJpaSliceTest {

    @RepeatedTest(2)
    void blocksTakePartInTheTestsTransaction(
            @Autowired Transactions transactions,
            @Autowired Notes notes,
            @Autowired PlatformTransactionManager manager) {
        assertThat(manager).isInstanceOf(AatomicJpaTransactionManager.class);
        notes.save(new Note(1, "test"));
        transactions.atomic().run(() -> {
            notes.save(new Note(2, "block"));
        });
        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    notes.save(new Note(3, "undone"));
                    throw new IllegalStateException("block");
                }))
                .hasMessage("block");
        assertThat(notes.count()).isEqualTo(2);
    }
}
