/** How a résumé is laid out: sections of entries with the pointers of their fields. */

export type Shape = "line" | "text" | "lines" | "words" | "number";

export interface Field {
  name: string;
  pointer: string;
  shape: Shape;
}

const TITLES: Record<string, readonly string[]> = {
  work_experiences: ["company", "position", "duration"],
  personal_projects: ["name", "duration"],
  education: ["institution", "major", "degree", "duration"],
  certifications: ["name", "issuer", "date"],
  activities: ["name", "organization", "duration"],
};
const SHAPES: Record<string, Shape> = {
  summary: "text",
  project_description: "text",
  description: "text",
  achievements: "lines",
  key_achievements: "lines",
  architecture_highlights: "lines",
  tech_stack: "words",
  team_size: "number",
};
const FIELDS: Record<string, readonly string[]> = {
  contact: ["email", "phone", "address", "github", "linkedin", "portfolio", "blog"],
  work_experiences: ["company", "position", "start", "end", "project_name", "project_description", "achievements", "tech_stack", "team_size"],
  personal_projects: ["name", "duration", "description", "key_achievements", "architecture_highlights", "tech_stack", "github_url", "demo_url"],
  technical_skills: [
    ...["programming_languages", "frameworks", "databases", "message_queue_caching"],
    ...["cloud_platforms", "devops_tools", "monitoring_tools", "others"],
  ],
  education: ["institution", "degree", "major", "duration", "gpa", "description"],
  certifications: ["name", "issuer", "date", "url"],
  activities: ["name", "organization", "duration", "description", "url"],
};

/** Sections that are lists of entries, in the order in which they are shown. */
export const LISTS = ["work_experiences", "personal_projects", "education", "certifications", "activities"] as const;
export type ListName = (typeof LISTS)[number];

/** Return the fields that an entry at `pointer` of the section `section` may have. */
export function fieldsOf(section: string, pointer: string): Field[] {
  return (FIELDS[section] ?? []).map((name) => ({
    name,
    pointer: `${pointer}/${name}`,
    shape: section === "technical_skills" ? "words" : (SHAPES[name] ?? "line"),
  }));
}

/** Return the pointers of what the heading of an entry says. */
export function headingOf(section: string, pointer: string): string[] {
  return (TITLES[section] ?? []).map((name) => `${pointer}/${name}`);
}

/** Return the names of the fields of an entry that are shown below its heading. */
export function bodyOf(section: string, pointer: string): Field[] {
  const heading = new Set([...(TITLES[section] ?? []), "start", "end"]);
  return fieldsOf(section, pointer).filter(({ name }) => !heading.has(name));
}
