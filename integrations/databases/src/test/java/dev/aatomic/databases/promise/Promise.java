package dev.aatomic.databases.promise;

/** What a block promises: the rows of the table in {@code docs/databases.md}, in their order. */
public enum Promise {
    COMMIT("commit"),
    ROLLBACK("rollback"),
    NESTED("a nested block is undone alone"),
    NESTED_DEEP("nested five deep"),
    NESTED_ERROR("a failed statement in a nested block spares the outer"),
    SAVEPOINT("a savepoint is rolled back to, twice"),
    REQUIRES_NEW("`REQUIRES_NEW`"),
    READ_ONLY("`readOnly` does not write"),
    ISOLATION("isolation is set and put back"),
    DEADLINE("a deadline ends a wait for a lock"),
    CANCEL("cancel ends a wait for a lock"),
    DEADLOCK("a deadlock is retried"),
    DEADLOCK_SWALLOWED("a swallowed deadlock is not told committed"),
    HOOKS("hooks"),
    CONNECTION_LOST("a lost connection"),
    ANSWER_LOST("a COMMIT without an answer is told unknown"),
    DEFINITION("DDL does not commit half a block"),
    COMMITTING_PROCEDURE("a procedure that commits is not told rolled back"),
    WITHOUT_TRANSACTIONS("tables without transactions"),
    DEFERRED("a constraint refuses COMMIT"),
    GENERATED_KEYS("generated keys"),
    BATCH("batches"),
    STREAM("streamed results"),
    LEFT_OPEN("statements left open"),
    ENTITY_CHANGES("entities: what is changed in memory is committed, or rolled back"),
    ENTITY_PENDING("entities: what is pending stays with the block that did it"),
    ENTITY_READ_AGAIN("entities: after a rollback to a savepoint the database is read"),
    ENTITY_SESSION("entities: `REQUIRES_NEW` has a session of its own"),
    ENTITY_VERSION("entities: an old version is refused, and read again by a retry"),
    ENTITY_LOCK("entities: pessimistic locks"),
    ENTITY_REFUSED("entities: a refused flush is not told committed");

    private final String row;

    Promise(String row) {
        this.row = row;
    }

    /** What its row begins with. */
    public String row() {
        return row;
    }
}
