package dev.aatomic.processor.declaration;

/** The attributes of {@code @Aatomic}. */
public enum Attribute {

    /** The name of the database: a string. */
    USING("using"),

    /** Whether a nested block is a savepoint of its own. */
    SAVEPOINT("savepoint"),

    /** Whether the block must be the outermost one. */
    DURABLE("durable"),

    /** What to do about an open block: a constant of {@code Propagation}. */
    PROPAGATION("propagation"),

    /** The isolation: a constant of {@code Isolation}. */
    ISOLATION("isolation"),

    /** Whether the transaction only reads. */
    READ_ONLY("readOnly"),

    /** When the connection is taken: a constant of {@code ConnectionAcquisition}. */
    CONNECTION("connection"),

    /** How long the block may take: a string. */
    TIMEOUT("timeout"),

    /** When the block runs again: an annotation of its own. */
    RETRY("retry"),

    /** Failures that commit: classes. */
    NO_ROLLBACK_FOR("noRollbackFor");

    private final String key;

    Attribute(String key) {
        this.key = key;
    }

    /**
     * The name in the source.
     *
     * @return the name
     */
    public String key() {
        return key;
    }
}
