package app;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import javax.annotation.processing.Generated;

/** Makes {@link Outer_NestedAatomic} what Guice injects. Install it beside your own modules. */
@Generated("dev.aatomic.processor.AatomicProcessor")
final class Outer_NestedAatomicModule extends AbstractModule {
    /** Makes the module. */
    Outer_NestedAatomicModule() {
    }

    @Override
    protected void configure() {
        bind(Outer_NestedAatomic.class);
    }

    @Provides
    @Fast
    Outer.Nested nested(Outer_NestedAatomic wrapper) {
        return wrapper;
    }
}
