package app;

import dev.aatomic.Aatomic;

@Aatomic
interface Overloads {
    void put(int value);

    void put(long value);

    void put(String put);

    void put3();

    void delegate(String delegate);

    void transactions(String transactions, String delegate);

    void Objects(Object Objects);

    int sum(int... values);

    void données(String été);
}
