package app;

import dagger.Binds;
import dagger.Module;
import javax.annotation.processing.Generated;

/** Makes {@link Outer_WorkflowAatomic} what Dagger injects. Name it in the component beside your own modules. */
@Generated("dev.aatomic.processor.AatomicProcessor")
@Module
interface Outer_WorkflowAatomicModule {
    @Binds
    Outer.Workflow workflow(Outer_WorkflowAatomic wrapper);
}
