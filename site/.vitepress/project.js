import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const pom = readFileSync(fileURLToPath(new URL("../../pom.xml", import.meta.url)), "utf8");

/** Where the repository is to be looked at. */
export const repository = repositoryIn(pom);

/** The branch that links into the repository lead to. */
export const branch = "main";

const drawing = readFileSync(fileURLToPath(new URL("icon.svg", import.meta.url)), "utf8").trim();

/** The address of the picture that browsers show for the site. */
export const icon = `data:image/svg+xml,${encodeURIComponent(drawing)}`;

/** The folder of the repository. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** The folder of the pages. */
export const docs = fileURLToPath(new URL("../../docs/", import.meta.url));

/** The folder of the API's pages, which `npm run javadoc` writes. */
export const javadoc = fileURLToPath(new URL("../javadoc/", import.meta.url));

/** Whether the API's pages have been written. */
export const hasJavadoc = existsSync(new URL("../javadoc/index.html", import.meta.url));

function repositoryIn(text) {
    const found = text.match(/<aatomic\.repository>(.+)<\/aatomic\.repository>/);
    if (!found) {
        throw new Error("pom.xml has no property aatomic.repository: it is the address that the pages' links lead to");
    }
    return found[1];
}
