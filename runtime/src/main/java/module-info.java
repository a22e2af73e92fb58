import org.jspecify.annotations.NullMarked;

/** The runtime of Aatomic. */
@NullMarked
module dev.aatomic.runtime {
    requires transitive java.sql;
    requires static transitive org.jspecify;
    requires static transitive org.jooq;

    exports dev.aatomic.runtime;
    exports dev.aatomic.runtime.jooq;
}
