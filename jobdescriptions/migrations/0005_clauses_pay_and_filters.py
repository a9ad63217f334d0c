"""Legal clauses, the pay of occupations, facts and reviews, and what the list of job descriptions filters by."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import techsets.common.sources
from jobdescriptions.word.coercers import parse_flsa_group


def fill_publications(apps, schema_editor):
    """Fill the columns by which publications of earlier releases are filtered."""
    publications = apps.get_model("jobdescriptions", "Publication").objects.only("content")
    for publication in publications.iterator(chunk_size=100):
        content = publication.content
        publications.filter(pk=publication.pk).update(
            has_district_figure=any(salary["closeness"] in {"same", "close"} for salary in content["salaries"]),
            flsa_group=parse_flsa_group(content.get("flsa", "")),
            soc_code=content.get("soc_code", ""),
            soc_title=content.get("soc_title", ""),
        )


class Migration(migrations.Migration):

    dependencies = [
        ('jobdescriptions', '0004_texts_from_one_table'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='jobdescription',
            name='added_year',
            field=models.CharField(blank=True, db_default='', default='', help_text='Only for what the lists of the old site do not have: 2026, not on the original lists.', max_length=100, validators=[django.core.validators.RegexValidator('^\\d{4}\\b.*$', 'Begin with the year, such as 2026, not on the original lists.')], verbose_name='Added to this reference'),
        ),
        migrations.AddField(
            model_name='publication',
            name='added_year',
            field=models.CharField(blank=True, db_default='', default='', help_text='Only for what the lists of the old site do not have: 2026, not on the original lists.', max_length=100, validators=[django.core.validators.RegexValidator('^\\d{4}\\b.*$', 'Begin with the year, such as 2026, not on the original lists.')], verbose_name='Added to this reference'),
        ),
        migrations.AddField(
            model_name='jobdescription',
            name='bargaining_unit',
            field=models.CharField(blank=True, db_default='', default='', help_text='The unit that represents the class, e.g. CSEA, Chapter 127, or Unrepresented.', max_length=200),
        ),
        migrations.AddField(
            model_name='jobdescription',
            name='probation',
            field=models.CharField(blank=True, db_default='', default='', help_text='How long a new employee is on probation, e.g. Six months or 130 days of paid service, whichever is longer.', max_length=300, verbose_name='Probationary period'),
        ),
        migrations.AlterField(
            model_name='jobdescription',
            name='employment_group',
            field=models.CharField(blank=True, choices=[('classified', 'Classified'), ('classified-management', 'Classified management'), ('certificated', 'Certificated'), ('certificated-management', 'Certificated management')], editable=False, help_text='Follows from the employment class, or from the bargaining unit where there is none.', max_length=30),
        ),
        migrations.AddField(
            model_name='jobdescription',
            name='reviewed_by',
            field=models.CharField(blank=True, db_default='', default='', editable=False, help_text='As the public reads it.', max_length=150),
        ),
        migrations.AddField(
            model_name='jobdescription',
            name='reviewed_on',
            field=models.DateField(blank=True, editable=False, help_text='Empty: no review is recorded.', null=True),
        ),
        migrations.AddField(
            model_name='publication',
            name='imprint',
            field=models.TextField(blank=True, db_default='', default='', help_text='Publisher and last review, as its Word file has them.'),
        ),
        migrations.AddField(
            model_name='publication',
            name='has_district_figure',
            field=models.BooleanField(db_default=False, default=False, help_text='Whether it has a figure of pay for the same or a close job.'),
        ),
        migrations.AddField(
            model_name='salaryrange',
            name='seen',
            field=models.DateField(blank=True, help_text='The day on which the figure was read at that address.', null=True, verbose_name='seen on'),
        ),
        migrations.AlterField(
            model_name='salaryrange',
            name='read_at',
            field=models.URLField(blank=True, help_text='The public address at which the figure stands. Page and Word file link to it.', max_length=500),
        ),
        migrations.CreateModel(
            name='OewsFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(help_text='Of the release: 2025 for May 2025.')),
                ('soc_code', models.CharField(max_length=7)),
                ('soc_title', models.CharField(max_length=200)),
                ('area_type', models.PositiveSmallIntegerField(help_text='As the survey has it: 1 nation, 2 state, 4 metropolitan area, 6 nonmetropolitan area.')),
                ('area', models.CharField(help_text='The code of the area: 99, 06, 40900, 0600003.', max_length=7)),
                ('area_title', models.CharField(max_length=200)),
                ('industry', models.CharField(help_text='The NAICS code; 000000 for all industries.', max_length=6)),
                ('industry_title', models.CharField(max_length=200)),
                ('jobs', models.PositiveIntegerField(help_text='Rounded by the bureau to tens; not full-time equivalents.', null=True)),
                ('annual_p10', models.PositiveIntegerField(null=True)),
                ('annual_median', models.PositiveIntegerField(null=True)),
                ('annual_p90', models.PositiveIntegerField(null=True)),
                ('hourly_p10', models.DecimalField(decimal_places=2, max_digits=7, null=True)),
                ('hourly_median', models.DecimalField(decimal_places=2, max_digits=7, null=True)),
                ('hourly_p90', models.DecimalField(decimal_places=2, max_digits=7, null=True)),
                ('at_top', models.CharField(blank=True, help_text="The figures that are at the top of the survey's scale or above, by name.", max_length=100)),
                ('source', models.CharField(help_text='The file that it was taken from, and the day.', max_length=250)),
            ],
            options={
                'ordering': ['-year', 'soc_code', 'area_type', 'area_title', 'industry'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('year', 'soc_code', 'area_type', 'area', 'industry'), name='one_oews_figure_for_each_place')],
            },
        ),
        migrations.CreateModel(
            name='Clause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(help_text='Permanent: job descriptions and Word files name the clause by it, e.g. drivers-license.', unique=True, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(?:-[a-z0-9]+)*+\\Z', 'Use small letters and digits with single hyphens, such as drivers-license.')])),
                ('name', models.CharField(help_text='What lists call it, e.g. Driver’s license.', max_length=150)),
                ('body', models.TextField(help_text='One or more paragraphs, with bold, italic and links, as every job description shall have it.', verbose_name='text')),
                ('applies', models.TextField(blank=True, help_text='Which job descriptions it belongs into, and where in them.', verbose_name='applies to')),
                ('sources', techsets.common.sources.SourcesField(blank=True, help_text='One source to a line: title | address | where in it (such as “section 45125(a)” or “page 12”) | day on which it was read, such as 2026-11-30. The third part may be empty.')),
                ('confirm_locally', models.TextField(blank=True, help_text='What could not be confirmed, or what each district has to settle. Shown to the public.')),
                ('dated', models.DateField(help_text='The day on which the wording was last held against its sources.', verbose_name='last checked')),
                ('version', models.PositiveIntegerField(default=1, editable=False, help_text='Grows when the text changes.')),
                ('reworded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='When this version was saved: drafts differ since then.')),
                ('revision', models.PositiveIntegerField(default=0, editable=False, help_text='Grows with every change.')),
            ],
            options={
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ClauseVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('body', models.TextField()),
                ('dated', models.DateField()),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('clause', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='jobdescriptions.clause')),
            ],
            options={
                'ordering': ['clause', '-version'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('clause', 'version'), name='one_wording_for_each_version')],
            },
        ),
        migrations.AddField(
            "publication",
            "flsa_group",
            models.CharField(
                blank=True,
                choices=[("exempt", "Exempt"), ("non-exempt", "Non-exempt"), ("either", "The duties decide")],
                db_default="",
                default="",
                max_length=20,
            ),
        ),
        migrations.AddField(
            "publication", "soc_code", models.CharField(blank=True, db_default="", default="", max_length=7)
        ),
        migrations.AddField(
            "publication", "soc_title", models.CharField(blank=True, db_default="", default="", max_length=150)
        ),
        migrations.RunPython(fill_publications, migrations.RunPython.noop),
    ]
