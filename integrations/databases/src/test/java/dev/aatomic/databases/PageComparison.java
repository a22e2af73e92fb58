package dev.aatomic.databases;

import dev.aatomic.databases.engine.TestedDatabase;
import dev.aatomic.databases.promise.Fixture;
import dev.aatomic.databases.promise.Shows;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test that found something else than the page says of its promise and its database. */
final class PageComparison implements AfterTestExecutionCallback {

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            return;
        }
        @Nullable Shows shows = context.getRequiredTestMethod().getAnnotation(Shows.class);
        if (shows == null) {
            // A test of one database alone.
            return;
        }
        Fixture fixture = ((BlockPromises) context.getRequiredTestInstance()).fixture();
        TestedDatabase database = fixture.database();
        DatabasesPage.read()
                .difference(shows.value(), database.name(), database.settings(), fixture.finding())
                .ifPresent(difference -> {
                    throw new AssertionError(difference);
                });
    }
}
