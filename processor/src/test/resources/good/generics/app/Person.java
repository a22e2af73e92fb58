package app;

public class Person implements Comparable<Person> {
    @Override
    public int compareTo(Person other) {
        return 0;
    }
}
