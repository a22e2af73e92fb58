package app;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import javax.annotation.processing.Generated;

/** Makes {@link Outer_WorkflowAatomic} what Guice injects. Install it beside your own modules. */
@Generated("dev.aatomic.processor.AatomicProcessor")
final class Outer_WorkflowAatomicModule extends AbstractModule {
    /** Makes the module. */
    Outer_WorkflowAatomicModule() {
    }

    @Override
    protected void configure() {
        bind(Outer_WorkflowAatomic.class);
    }

    @Provides
    Outer.Workflow workflow(Outer_WorkflowAatomic wrapper) {
        return wrapper;
    }
}
