package app;

import dev.aatomic.Aatomic;

@Aatomic
public interface People extends Repository<Person, Long> {
    @Override
    Person get(Long id);
}
