package dev.aatomic.spring.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.testing.Server;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** What repositories do with PostgreSQL alone: stored procedures, and locks that readers share. */
final class PostgresFeaturesInBlockTest {

    private static final IllegalStateException FAILURE = new IllegalStateException("undo");

    private static void run(JpaApplication.Test test) {
        JpaApplication.run(Server.POSTGRES, jpa -> {
            jpa.given(1, "ann", 100);
            jpa.given(2, "bob", 200);
            jpa.oracle().execute("""
                    create procedure credit_all(in amount integer) language plpgsql as $$
                    begin
                        update account set balance = balance + amount;
                    end $$""");
            jpa.oracle().execute("""
                    create procedure credit_owner(in whose varchar, in amount integer, out credited integer)
                    language plpgsql as $$
                    begin
                        update account set balance = balance + amount where owner = whose;
                        get diagnostics credited = row_count;
                    end $$""");
            test.run(jpa);
        });
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void procedures(Place place) {
        run(jpa -> {
            Runnable work = () -> {
                jpa.entities().persist(new Account(3, "cid", 300));
                jpa.entities().flush();
                jpa.accounts().creditAll(10);
                assertThat(jpa.accounts().creditOwner("bob", 5)).isEqualTo(1);
                assertThat(jpa.accounts().findById(2).orElseThrow().balance).isEqualTo(215);
                assertThat(jpa.rows()).containsExactly("1:100", "2:200");
            };
            assertThatThrownBy(() -> jpa.inBlock(place, () -> {
                        work.run();
                        throw FAILURE;
                    }))
                    .isSameAs(FAILURE);
            assertThat(jpa.rows()).containsExactly("1:100", "2:200");
            jpa.inBlock(place, work);
            assertThat(jpa.rows()).containsExactly("1:110", "2:215", "3:310");
        });
    }

    /** Others may read with such a lock too, and not write, until COMMIT. */
    @ParameterizedTest
    @EnumSource(Place.class)
    void sharedLocksAreHeldToTheEndOfTheBlock(Place place) {
        run(jpa -> {
            JdbcTemplate other = jpa.oracle();
            String lock = "select id from account where id = 1 for ";
            assertThatThrownBy(() -> jpa.inBlock(place, () -> {
                        assertThat(jpa.accounts().lockShared(1).balance).isEqualTo(100);
                        isHeld(other, lock);
                        throw FAILURE;
                    }))
                    .isSameAs(FAILURE);
            assertThatCode(() -> other.queryForObject(lock + "update nowait", Integer.class))
                    .doesNotThrowAnyException();
            jpa.inBlock(place, () -> {
                jpa.service().withdraw(2, 1);
                jpa.accounts().lockShared(1);
                jpa.transactions().atomic().run(() -> jpa.accounts().findById(2));
                jpa.service().withdraw(2, 1);
                isHeld(other, lock);
                jpa.transactions().beforeCommit(() -> isHeld(other, lock));
            });
            assertThatCode(() -> other.queryForObject(lock + "update nowait", Integer.class))
                    .doesNotThrowAnyException();
            assertThat(jpa.rows()).containsExactly("1:100", "2:198");
        });
    }

    private static void isHeld(JdbcTemplate other, String lock) {
        assertThat(other.queryForObject(lock + "share nowait", Integer.class)).isOne();
        assertThatThrownBy(() -> other.queryForObject(lock + "update nowait", Integer.class))
                .hasMessageContaining("could not obtain lock");
    }
}
