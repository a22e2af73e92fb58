package app;

class Hidden {
    interface Marker {
        void mark();
    }
}
