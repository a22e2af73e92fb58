package app;

import dev.aatomic.Aatomic;

class Missing {
    @Aatomic(componentModel = "spring") // ! ComponentModelMissing 31
    interface Spring {
        void a();
    }

    @Aatomic(componentModel = "jakarta") // ! ComponentModelMissing 31
    interface Jakarta {
        void a();
    }

    @Aatomic(componentModel = "cdi") // ! ComponentModelMissing 31
    interface Cdi {
        void a();
    }

    @Aatomic(componentModel = "quarkus") // ! ComponentModelMissing 31
    interface Quarkus {
        void a();
    }

    @Aatomic(componentModel = "micronaut") // ! ComponentModelMissing 31
    interface Micronaut {
        void a();
    }

    @Aatomic(componentModel = "guice") // ! ComponentModelMissing 31
    interface Guice {
        void a();
    }

    @Aatomic(componentModel = "dagger") // ! ComponentModelMissing 31
    interface Dagger {
        void a();
    }

    @Aatomic(componentModel = "avaje") // ! ComponentModelMissing 31
    interface Avaje {
        void a();
    }

    @Aatomic(componentModel = "plain")
    interface Plain {
        void a();
    }
}
