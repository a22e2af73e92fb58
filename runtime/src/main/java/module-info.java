import org.jspecify.annotations.NullMarked;

/** The runtime of Aatomic. */
@NullMarked
module dev.aatomic.runtime {
    requires transitive dev.aatomic;
    requires transitive java.sql;
    requires static java.management;
    requires static jdk.jfr;
    requires static com.google.errorprone.annotations;
    requires static org.jspecify;
    requires static org.jooq;

    exports dev.aatomic.runtime;
    exports dev.aatomic.runtime.event;
    exports dev.aatomic.runtime.jooq;
    exports dev.aatomic.runtime.management;
    exports dev.aatomic.runtime.spi;

    uses dev.aatomic.runtime.spi.ContextPropagation;
}
