# ruff: noqa: E501
"""The sentences, index numbers, titles and order of the original site, which the reference content keeps as they were."""

INTRODUCTION = "Technology needs for K-12 school districts will vary significantly based on variables, such as Board of Education goals, the size of the district, funding levels from programs such as E-rate, and the maturity level of the technology organization. The following sample organization charts, job descriptions, and salary ranges are intended to assist schools and districts in understanding, implementing and expanding their technology resources. Information for this site was obtained from California school districts, as well as from websites such as Job Board. TechSETS grants permission for educational institutions to adapt and/or modify the charts and job descriptions to assist school districts in expediting their technology goals."

LEADS = {
    "emerging-school-site": 'The "Emerging School Technology Support" model is characterized by:',
    "emerging-district": "Common Characteristics of the Emerging District-level Support model:",
    "established-school-site": "The Established School Technical Support model is characterized by:",
    "established-district": "The Established District-level Support model is characterized by:",
}

CHARACTERISTICS = {
    "emerging-school-site": [
        "Funding that is gathered from several sources, including block-grants or other restrictive funds",
        "The need for an entry-level job classification (often filled by a parent), who provides technical support to teachers or in computer labs",
        'The Ed-Tech Assistant may be an "all-in-one" person managing all facets of technology, from site-level servers to training.',
        "The environment is informal and standards are based on site needs.",
    ],
    "emerging-district": [
        "Designed to address situations where numerous school or district needs require additional, and higher-level, support.",
        "The basic enterprise functions, such as virus protection, security, backup, and e-mail, are becoming centralized for efficiency and cost benefit.",
        "The Curriculum Coordinator/Director and Technology Coordinator/Director begin to understand the benefit of working closely together to provide technical support and technology integration support to teachers and staff at the site level. Each experience a steep learning curve.",
        "Ed-Tech professional development is essential, but emerging and often shared.",
        'Staff at the "emerging" level wear many hats as they serve users (for example the Technology Assistant supports the technology department office staff, handles help desk calls and completes web updates.)',
        "District-wide standards and procedures begin to emerge during this phase of growth.",
        "At this level, mandated state reports, such as CBEDS, R30, etc., may be decentralized to other district offices; however, the need for accurate and timely reports calls for some centralized data services. The District may be just starting to participate in CSIS Identifier tasks.",
        "Major systems, such as Internet services, Student Information Systems, Payroll, Human Resources, etc., are provided by the County Office level.",
    ],
    "established-school-site": [
        'A need for both "just-in-time" technology support and technology / curriculum integration expertise and modeling.',
        "Part-time or full-time site team of instructional and technical staff who receive training, support and direction from district-level staff.",
        "Effective collaboration to deliver district-wide technology direction.",
        "Supervision is often shared between district and site.",
        "A more formal environment where standards are established at the District level for use at all schools.",
    ],
    "established-district": [
        'The need for additional "information services", such as analysis of data',
        "In-house systems, such as Student Information System, Human Resources, Payroll, etc.",
        "Participation in state-projects, such as CSIS for mandated state-reporting",
        "Additional staff that perform more specific tasks. Additional levels are created for job classifications, such as Analyst I, Analyst II, etc.",
        "A trusted partnership between technology and curriculum.",
        "Established formal procedures and standards",
        "Formal and budgeted professional development and equipment replacement program",
        "Attention to Total Cost of Ownership (TCO) considerations",
    ],
}

LISTINGS = {
    "emerging-school-site": [
        ("1.1", "Instructional Assistant - Tech"),
        ("1.1", "Ed-Tech Assistant"),
        ("1.1", "Computer Resource Assistant"),
        ("1.2", "School Site Data Assistant"),
        ("1.2", "Student Attendance Clerk"),
    ],
    "emerging-district": [
        ("1.1", "Director Info Systems"),
        ("1.1.1", "Technology Assistant"),
        ("1.1.1", "Tech Assistant Specialist"),
        ("1.1.1", "User Support Specialist"),
        ("1.1.1", "Web Master I"),
        ("1.1.1", "Web Developer"),
        ("1.1.2", "Database Network Analyst"),
        ("1.1.2", "Network Analyst"),
        ("1.1.2", "Network Specialist"),
        ("1.1.3", "Computer Support Tech"),
        ("1.1.3", "Telecommunications Tech"),
        ("1.1.3", "Cable Installation Assistant"),
        ("1.1.3", "Computer Repair Technician"),
    ],
    "established-school-site": [
        ("1.1", "Ed-Tech Assistant"),
        ("1.2", "Library Media Teacher"),
        ("1.3", "User Support Specialist"),
        ("1.3", "Computer Support Technician"),
        ("1.3", "Personal Computer Support Tech"),
        ("1.4", "Student Attendance Clerk"),
        ("1.4", "School Site Data Assistant"),
    ],
    "established-district": [
        ("1.1", "Assistant Superintendent"),
        ("1.1", "Director Information Systems"),
        ("1.2", "Director Instructional Technology"),
        ("1.1.2", "Technology Assistant"),
        ("1.1.2", "Computer Network Tech"),
        ("1.1.2", "Computer Support Tech II"),
        ("1.1.2", "Web Developer"),
        ("1.1.2", "Web Master II"),
        ("1.1.1.1", "Network Specialist"),
        ("1.1.1.1", "Telecommunications Tech"),
        ("1.1.1.2", "Info Systems Support Analyst"),
        ("1.1.1.2", "Programmer Analyst"),
        ("1.1.1.2", "Technology Systems Analyst"),
        ("1.1.1.3", "Computer Repair Tech"),
        ("1.1.1.3", "Cable Installation Asst"),
    ],
}
