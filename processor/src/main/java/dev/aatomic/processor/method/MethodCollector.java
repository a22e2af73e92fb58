package dev.aatomic.processor.method;

import dev.aatomic.processor.method.MethodGroup.Member;
import dev.aatomic.processor.type.Hierarchy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/**
 * Collects the instance methods that the interfaces of a generated class have, inherited ones included, each once. It
 * walks the declarations itself,
 * since {@code Elements.getAllMembers} gives another order and other parameter names in another compiler.
 */
public final class MethodCollector {

    private final Elements elements;
    private final Types types;
    private final Overriding overriding;
    private final MethodMerger merger;

    public MethodCollector(Elements elements, Types types) {
        this.elements = elements;
        this.types = types;
        this.overriding = new Overriding(types);
        this.merger = new MethodMerger(elements, types);
    }

    /** Whether a method is one that a class has to implement or may override. */
    public static boolean isCollected(ExecutableElement method) {
        return !method.getModifiers().contains(Modifier.STATIC)
                && !method.getModifiers().contains(Modifier.PRIVATE);
    }

    /** The methods of the given interfaces of a type, which may be the type itself, and of those they extend. */
    public List<CollectedMethod> collect(TypeElement type, List<DeclaredType> interfaces, Hierarchy hierarchy) {
        Map<TypeElement, DeclaredType> supertypes = new HashMap<>();
        addSupertypes((DeclaredType) type.asType(), supertypes);
        Map<String, List<MethodGroup>> byName = new LinkedHashMap<>();
        List<MethodGroup> all = new ArrayList<>();
        for (TypeElement each : hierarchy.types()) {
            if (interfaces.stream()
                    .anyMatch(parent -> types.isSubtype(types.erasure(parent), types.erasure(each.asType())))) {
                for (Member member : members(each, supertypes)) {
                    var sameName = byName.computeIfAbsent(member.name(), name -> new ArrayList<>());
                    find(member, sameName, type)
                            .orElseGet(() -> add(sameName, all))
                            .declarations()
                            .add(member);
                }
            }
        }
        for (TypeElement each : hierarchy.types()) {
            if (each.getKind() == ElementKind.CLASS) {
                for (Member member : members(each, supertypes)) {
                    find(member, byName.getOrDefault(member.name(), List.of()), type)
                            .ifPresent(group -> group.implementations().add(member));
                }
            }
        }
        PackageElement here = elements.getPackageOf(type);
        return all.stream().map(group -> merger.merge(group, here)).toList();
    }

    private List<Member> members(TypeElement type, Map<TypeElement, DeclaredType> supertypes) {
        // Not seen from the type that is collected for: Eclipse then takes any method of the same erasure.
        DeclaredType self = supertypes.get(type);
        return ElementFilter.methodsIn(type.getEnclosedElements()).stream()
                .filter(MethodCollector::isCollected)
                .map(method -> new Member(method, (ExecutableType) types.asMemberOf(self, method), self))
                .toList();
    }

    private void addSupertypes(DeclaredType type, Map<TypeElement, DeclaredType> supertypes) {
        if (supertypes.putIfAbsent((TypeElement) type.asElement(), type) == null) {
            types.directSupertypes(type).forEach(parent -> addSupertypes((DeclaredType) parent, supertypes));
        }
    }

    private Optional<MethodGroup> find(Member member, List<MethodGroup> groups, TypeElement type) {
        return groups.stream()
                .filter(group -> group.declarations().stream().anyMatch(nearer -> isSame(nearer, member, type)))
                .findFirst();
    }

    private static MethodGroup add(List<MethodGroup> sameName, List<MethodGroup> all) {
        MethodGroup group = new MethodGroup(new ArrayList<>(), new ArrayList<>());
        sameName.add(group);
        all.add(group);
        return group;
    }

    private boolean isSame(Member nearer, Member member, TypeElement type) {
        return elements.overrides(nearer.element(), member.element(), type)
                || types.isSubsignature(nearer.type(), member.type())
                || types.isSubsignature(member.type(), nearer.type())
                // Eclipse does not see it where the other one has type variables.
                || overriding.isErasure(nearer, member)
                || overriding.isErasure(member, nearer);
    }
}
