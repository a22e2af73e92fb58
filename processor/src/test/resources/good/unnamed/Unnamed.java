import dev.aatomic.Aatomic;

@Aatomic
public interface Unnamed {
    Part part();

    interface Part {}
}
