import org.jspecify.annotations.NullMarked;

/** The application. It opens nothing: neither the library nor the generated class looks into it. */
@NullMarked
module dev.aatomic.examples.modulepath {
    requires com.zaxxer.hikari;
    requires dev.aatomic.runtime;
    requires static org.jspecify;
}
