package dev.aatomic.spring.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.testing.Server;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.hibernate.Hibernate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.domain.Example;
import org.springframework.data.domain.ExampleMatcher;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Sort;
import org.springframework.data.domain.Window;
import org.springframework.data.jpa.domain.Specification;
import org.springframework.transaction.event.TransactionalEventListener;

/** What Spring Data JPA has beside the plain methods of a repository, wherever in a block it is called. */
final class RepositoryFeaturesInBlockTest {

    static Stream<Arguments> places() {
        return Arrays.stream(Server.values())
                .flatMap(server -> Arrays.stream(Place.values()).map(place -> Arguments.of(server, place)));
    }

    private static void givenFive(JpaApplication jpa) {
        for (int id = 1; id <= 5; id++) {
            jpa.given(id, id % 2 == 0 ? "bob" : "ann", id * 100);
        }
    }

    /** With a sixth that is not flushed before the first query. */
    @ParameterizedTest
    @MethodSource("places")
    void queriesOfEachKind(Server server, Place place) {
        JpaApplication.run(server, jpa -> {
            givenFive(jpa);
            jpa.inBlock(place, () -> {
                jpa.entities().persist(new Account(6, "bob", 600));
                Accounts accounts = jpa.accounts();
                assertThat(accounts.countByOwner("bob")).isEqualTo(3);
                assertThat(accounts.existsByOwner("cid")).isFalse();
                assertThat(accounts.findTop2ByOrderByBalanceDesc())
                        .extracting(account -> account.id)
                        .containsExactly(6, 5);
                Window<Account> first = accounts.findFirst2ByOrderById(ScrollPosition.keyset());
                Window<Account> second = accounts.findFirst2ByOrderById(first.positionAt(1));
                assertThat(second).extracting(account -> account.id).containsExactly(3, 4);
                assertThat(accounts.findFirst2ByOrderById(ScrollPosition.offset(4)))
                        .extracting(account -> account.id)
                        .containsExactly(6);
                assertThat(accounts.findAnyByOwner("bob", Accounts.Balance.class))
                        .hasSize(3);
                assertThat(accounts.findAnyByOwner("bob", Accounts.OwnedBalance.class))
                        .contains(new Accounts.OwnedBalance("bob", 600));
                assertThat(accounts.balances("bob")).containsExactlyInAnyOrder(200, 400, 600);

                Account probe = new Account(0, "bob", 0);
                assertThat(accounts.findAll(
                                Example.of(probe, ExampleMatcher.matching().withIgnorePaths("id", "balance"))))
                        .hasSize(3);
                Specification<Account> rich =
                        (root, query, builder) -> builder.greaterThan(root.<Integer>get("balance"), 350);
                assertThat(accounts.findAll(rich, Sort.by("id")))
                        .extracting(account -> account.id)
                        .containsExactly(4, 5, 6);
                Accounts.Balance poorest = accounts.findBy(
                        rich,
                        query -> query.as(Accounts.Balance.class)
                                .sortBy(Sort.by("id"))
                                .firstValue());
                assertThat(poorest.getBalance()).isEqualTo(400);
                assertThat(accounts.findFutureByOwner("bob")).isCompletedWithValueMatching(found -> found.size() == 3);
                assertThat(jpa.rows()).as("rows that others see").hasSize(5);
            });
            assertThat(jpa.rows()).hasSize(6);
        });
    }

    @ParameterizedTest
    @MethodSource("places")
    void writesOfEachKind(Server server, Place place) {
        JpaApplication.run(server, jpa -> {
            givenFive(jpa);
            jpa.inBlock(place, () -> {
                Accounts accounts = jpa.accounts();
                accounts.saveAllAndFlush(List.of(new Account(6, "cid", 600), new Account(7, "cid", 700)));
                accounts.deleteAllInBatch(accounts.findByOwner("bob"));
                accounts.deleteAllByIdInBatch(List.of(5));
                accounts.delete(accounts.findById(3).orElseThrow());
                Account cid = accounts.findById(6).orElseThrow();
                assertThat(accounts.creditUnseen("cid", 1)).isEqualTo(2);
                assertThat(cid.balance).as("not cleared").isEqualTo(600);
                jpa.entities().refresh(cid);
                accounts.doubled(1);
                assertThat(accounts.findAllById(List.of(1, 6)))
                        .extracting(account -> account.balance)
                        .containsExactlyInAnyOrder(200, 601);
                assertThat(jpa.rows()).as("rows that others see").hasSize(5);
            });
            assertThat(jpa.rows()).containsExactly("1:200", "6:601", "7:701");
        });
    }

    @ParameterizedTest
    @MethodSource("places")
    void optimisticLocks(Server server, Place place) {
        JpaApplication.run(server, jpa -> {
            givenFive(jpa);
            jpa.inBlock(place, () -> {
                jpa.accounts().findForcedById(1);
                jpa.accounts().findCheckedById(2);
            });
            assertThat(jpa.oracle().queryForList("select version from account where id < 3 order by id", Integer.class))
                    .containsExactly(1, 0);
            assertThatThrownBy(() -> jpa.inBlock(place, () -> {
                        jpa.accounts().findCheckedById(2);
                        jpa.oracle().update("update account set version = 9 where id = 2");
                    }))
                    .hasMessageContaining("Newer version");
        });
    }

    static class Listener {

        final List<Integer> heard = new CopyOnWriteArrayList<>();

        @TransactionalEventListener
        public void committed(Transfer.Booked event) {
            heard.add(event.amount());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Listening {

        @Bean
        Listener listener() {
            return new Listener();
        }
    }

    /** Published in the repository's own transaction, which is a part of the block; so they are heard when that has committed. */
    @ParameterizedTest
    @MethodSource("places")
    void eventsOfAggregatesAndEntityGraphs(Server server, Place place) {
        JpaApplication.run(
                server,
                jpa -> {
                    givenFive(jpa);
                    Transfers transfers = jpa.application().bean(Transfers.class);
                    Listener listener = jpa.application().bean(Listener.class);
                    jpa.inBlock(place, () -> {
                        transfers.save(new Transfer(jpa.accounts().getReferenceById(1), 10));
                        assertThat(listener.heard).isEmpty();
                        transfers.flush();
                        jpa.entities().clear();
                        assertThat(isLoaded(transfers.findByAmountGreaterThan(5)))
                                .isFalse();
                        jpa.entities().clear();
                        assertThat(isLoaded(transfers.findWithAccountByAmountGreaterThan(5)))
                                .isTrue();
                    });
                    assertThat(listener.heard).containsExactly(10);

                    assertThatThrownBy(() -> jpa.inBlock(place, () -> {
                                transfers.save(new Transfer(jpa.accounts().getReferenceById(1), 20));
                                throw new IllegalStateException("undo");
                            }))
                            .hasMessage("undo");
                    assertThat(listener.heard).containsExactly(10);
                },
                Listening.class);
    }

    private static boolean isLoaded(List<Transfer> transfers) {
        return Hibernate.isInitialized(Objects.requireNonNull(transfers.get(0).account));
    }

    /** Refused by Spring Data, and not quietly left to a connection of its own. */
    @ParameterizedTest
    @EnumSource(Place.class)
    void streamsWantASpringTransaction(Place place) {
        JpaApplication.run(Server.H2, jpa -> {
            givenFive(jpa);
            assertThatThrownBy(() -> jpa.inBlock(
                            place, () -> jpa.accounts().streamByOwner("bob").close()))
                    .isInstanceOf(InvalidDataAccessApiUsageException.class);
            jpa.inBlock(
                    place,
                    () -> jpa.spring().executeWithoutResult(status -> {
                        try (Stream<Account> found = jpa.accounts().streamByOwner("bob")) {
                            assertThat(found).hasSize(2);
                        }
                    }));
        });
    }
}
