package dev.aatomic.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.testing.Await;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.hibernate.FlushMode;
import org.hibernate.Session;
import org.hibernate.search.mapper.orm.Search;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hibernate Search indexes what is committed, after COMMIT, and nothing that was undone. */
class SearchTest {

    /** Search takes long to start. */
    static HibernateBlocks blocks;

    @BeforeAll
    static void open() {
        blocks = new HibernateBlocks(new HibernateBlocks.Options()
                .entity(Article.class)
                .set("hibernate.search.enabled", true)
                .set("hibernate.search.backend.type", "lucene")
                .set("hibernate.search.backend.directory.type", "local-heap")
                .set("hibernate.search.indexing.plan.synchronization.strategy", "sync"));
    }

    @AfterAll
    static void close() {
        blocks.close();
    }

    @BeforeEach
    void empty() {
        blocks.database.execute("delete from Article");
        Search.mapping(blocks.factory).scope(Article.class).workspace().purge();
        Search.mapping(blocks.factory).scope(Article.class).workspace().refresh();
    }

    private Session session() {
        return blocks.hibernate.session();
    }

    private void block(Runnable body) {
        blocks.transactions.atomic().run(body::run);
    }

    private void undone(Runnable body) {
        assertThatThrownBy(() -> blocks.transactions.atomic().run(() -> {
                    body.run();
                    throw new IllegalStateException("undo");
                }))
                .hasMessage("undo");
    }

    /** The ids of what the index holds, whatever the table does. */
    private List<Integer> indexed() {
        return found("*");
    }

    private List<Integer> found(String title) {
        try (Session outside = blocks.factory.openSession()) {
            return Search.session(outside)
                    .search(Article.class)
                    .select(found -> found.id(Integer.class))
                    .where(found -> title.equals("*")
                            ? found.matchAll()
                            : found.match().field("title").matching(title))
                    .fetchAllHits()
                    .stream()
                    .sorted()
                    .toList();
        }
    }

    private List<Integer> rows() {
        return blocks.ask("select id from Article order by id");
    }

    @Test
    void whatABlockHasChangedIsIndexedAfterCommit() {
        CompletableFuture<Void> mayEnd = new CompletableFuture<>();
        CompletableFuture<Void> isFlushed = new CompletableFuture<>();
        CompletableFuture<Void> end = blocks.transactions
                .atomic()
                .getStageAsync(() -> blocks.hibernate
                        .submit(session -> {
                            session.persist(new Article(1, "red"));
                            session.flush();
                            return isFlushed.complete(null);
                        })
                        .thenCompose(flushed -> blocks.transactions.bind(mayEnd)));
        Await.value(isFlushed);
        assertThat(indexed()).isEmpty();
        mayEnd.complete(null);
        Await.value(end);
        assertThat(indexed()).containsExactly(1);
        block(() -> session().find(Article.class, 1).title = "blue");
        assertThat(found("red")).isEmpty();
        assertThat(found("blue")).containsExactly(1);
        block(() -> session().remove(session().find(Article.class, 1)));
        assertThat(indexed()).isEmpty();
    }

    @Test
    void aBlockThatFailsIndexesNothing() {
        undone(() -> {
            session().persist(new Article(1, "red"));
            session().flush();
        });
        assertThat(indexed()).isEmpty();
    }

    @Test
    void whatANestedBlockHasUndoneIsNotIndexedAndAllElseIs() {
        block(() -> {
            session().persist(new Article(1, "red"));
            undone(() -> {
                session().find(Article.class, 1).title = "blue";
                session().persist(new Article(2, "blue"));
                session().flush();
            });
            session().persist(new Article(3, "green"));
        });
        assertThat(rows()).containsExactly(1, 3);
        assertThat(indexed()).containsExactly(1, 3);
        assertThat(found("red")).containsExactly(1);
        assertThat(found("green")).containsExactly(3);
    }

    @Test
    void whatANestedBlockHasUndoneFirstIsNotIndexed() {
        block(() -> {
            undone(() -> session().persist(new Article(2, "blue")));
            undone(() -> {
                session().persist(new Article(3, "blue"));
                session().flush();
            });
            session().persist(new Article(4, "green"));
        });
        assertThat(indexed()).containsExactly(4);
    }

    @Test
    void whatANestedBlockHasKeptIsIndexed() {
        block(() -> {
            block(() -> session().persist(new Article(1, "red")));
            block(() -> session().find(Article.class, 1).title = "blue");
            undone(() -> session().remove(session().find(Article.class, 1)));
            session().persist(new Article(2, "green"));
        });
        assertThat(indexed()).containsExactly(1, 2);
        assertThat(found("blue")).containsExactly(1);
    }

    @Test
    void deeperNestedBlocksAreUndoneWithTheOneAroundThem() {
        block(() -> {
            session().persist(new Article(1, "red"));
            undone(() -> {
                session().persist(new Article(2, "red"));
                block(() -> session().persist(new Article(3, "red")));
                session().persist(new Article(4, "red"));
            });
            block(() -> {
                session().persist(new Article(5, "red"));
                undone(() -> session().persist(new Article(6, "red")));
                session().persist(new Article(7, "red"));
            });
        });
        assertThat(rows()).containsExactly(1, 5, 7);
        assertThat(indexed()).containsExactly(1, 5, 7);
    }

    @Test
    void aSavepointOfTheUsersUndoesItsPartOfThePlanEachTime() {
        block(() -> {
            session().persist(new Article(1, "red"));
            var savepoint = blocks.transactions.savepoint().join();
            for (int i = 0; i < 2; i++) {
                session().persist(new Article(2, "blue"));
                session().flush();
                blocks.transactions.savepointRollback(savepoint).join();
            }
            session().persist(new Article(3, "green"));
        });
        assertThat(rows()).containsExactly(1, 3);
        assertThat(indexed()).containsExactly(1, 3);
    }

    @Test
    void aRequiresNewBlockIsIndexedAloneThoughTheOuterOneFails() {
        undone(() -> {
            session().persist(new Article(1, "red"));
            session().flush();
            blocks.transactions
                    .atomic()
                    .propagation(Propagation.REQUIRES_NEW)
                    .run(() -> session().persist(new Article(2, "blue")));
            assertThat(indexed()).containsExactly(2);
        });
        assertThat(rows()).containsExactly(2);
        assertThat(indexed()).containsExactly(2);
    }

    @Test
    void blocksHaveEachTheirOwnPlan() {
        CompletableFuture<Void> mayFail = new CompletableFuture<>();
        CompletableFuture<Void> isFlushed = new CompletableFuture<>();
        CompletableFuture<Object> failing = blocks.transactions
                .atomic()
                .getStageAsync(() -> blocks.hibernate
                        .submit(session -> {
                            session.persist(new Article(1, "red"));
                            session.flush();
                            return isFlushed.complete(null);
                        })
                        .thenCompose(flushed -> blocks.transactions.bind(mayFail))
                        .thenApply(told -> {
                            throw new IllegalStateException("undo");
                        }));
        Await.value(isFlushed);
        block(() -> session().persist(new Article(2, "blue")));
        assertThat(indexed()).containsExactly(2);
        mayFail.complete(null);
        assertThat(Await.cause(failing)).hasMessage("undo");
        assertThat(indexed()).containsExactly(2);
    }

    /** What the user has planned is made into documents before the nested block, whose rollback detaches the entity. */
    @Test
    void whatTheUserHasPlannedBeforeANestedBlockIsIndexedAsItWasThere() {
        blocks.database.execute("insert into Article(id, title) values (1, 'red')");
        block(() -> {
            session().setHibernateFlushMode(FlushMode.MANUAL);
            Article article = session().find(Article.class, 1);
            Search.session(session()).indexingPlan().addOrUpdate(article);
            undone(() ->
                    Search.session(session()).indexingPlan().delete(session().find(Article.class, 1)));
            article.title = "detached";
        });
        assertThat(found("red")).containsExactly(1);
    }

    /** Search has the settings of a block's session, such as a filter, for all of the block. */
    @Test
    void whatWasSetForTheSessionHoldsAfterANestedBlock() {
        block(() -> {
            session().persist(new Article(1, "red"));
            session().flush();
            Search.session(session()).indexingPlanFilter(filter -> filter.exclude(Article.class));
            undone(() -> session().persist(new Article(2, "blue")));
            session().persist(new Article(3, "green"));
        });
        assertThat(rows()).containsExactly(1, 3);
        assertThat(indexed()).containsExactly(1);
    }

    /** Its plan is its own, and cannot be parted, whether or not the block's session has one. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void thePlanOfAChildSessionThatARollbackWouldMixUpFailsTheBlock(boolean isBesideAnother) {
        assertThatThrownBy(() -> block(() -> {
                    Search.session(session()).indexingPlan();
                    if (isBesideAnother) {
                        session().persist(new Article(3, "green"));
                        session().flush();
                    }
                    try (Session child =
                            session().sessionWithOptions().connection().openSession()) {
                        child.persist(new Article(1, "red"));
                        child.flush();
                        undone(() -> {
                            child.persist(new Article(2, "blue"));
                            child.flush();
                        });
                    }
                }))
                .hasStackTraceContaining("A rollback to a savepoint has cleared the session")
                .hasStackTraceContaining("org.hibernate.search.mapper.orm");
        assertThat(rows()).isEmpty();
        assertThat(indexed()).isEmpty();
    }
}
