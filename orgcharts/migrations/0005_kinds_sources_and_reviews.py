"""What the job descriptions of a box are, sources of notes, what was worked out, reviews, and texts with headings."""

from django.db import migrations, models

import techsets.common.sources


class Migration(migrations.Migration):

    dependencies = [
        ('orgcharts', '0004_fte_with_four_decimals'),
    ]

    operations = [
        migrations.AddField(
            model_name='sitetext',
            name='reviewed_by',
            field=models.CharField(blank=True, db_default='', default='', editable=False, help_text='As the public reads it.', max_length=150),
        ),
        migrations.AddField(
            model_name='sitetext',
            name='reviewed_on',
            field=models.DateField(blank=True, editable=False, help_text='Empty: no review is recorded.', null=True),
        ),
        migrations.AddField(
            model_name='supportmodel',
            name='reviewed_by',
            field=models.CharField(blank=True, db_default='', default='', editable=False, help_text='As the public reads it.', max_length=150),
        ),
        migrations.AddField(
            model_name='supportmodel',
            name='reviewed_on',
            field=models.DateField(blank=True, editable=False, help_text='Empty: no review is recorded.', null=True),
        ),
        migrations.AddField(
            model_name='characteristic',
            name='sources',
            field=techsets.common.sources.SourcesField(blank=True, db_default='', default='', help_text='One source to a line: title | address | where in it (such as “section 45125(a)” or “page 12”) | day on which it was read, such as 2026-11-30. The third part may be empty.', verbose_name='sources of the note'),
        ),
        migrations.AddField(
            model_name='orgchart',
            name='sources',
            field=techsets.common.sources.SourcesField(blank=True, db_default='', default='', help_text='One source to a line: title | address | where in it (such as “section 45125(a)” or “page 12”) | day on which it was read, such as 2026-11-30. The third part may be empty.', verbose_name='sources of the note'),
        ),
        migrations.AddField(
            model_name='position',
            name='derived_title',
            field=models.CharField(blank=True, db_default='', default='', editable=False, help_text='The title that was worked out, where that is known. Staff have renamed the box where it differs.', max_length=150),
        ),
        migrations.AddField(
            model_name='position',
            name='kind',
            field=models.CharField(blank=True, choices=[('alternatives', 'Alternatives: a district chooses one of them'), ('series', 'Levels of one series'), ('team', 'A team: different jobs that are needed together')], db_default='', default='', help_text='Where the box has several job descriptions: a team counts as one job for each of them.', max_length=20, verbose_name='what its job descriptions are'),
        ),
        migrations.AddField(
            model_name='position',
            name='sources',
            field=techsets.common.sources.SourcesField(blank=True, db_default='', default='', help_text='One source to a line: title | address | where in it (such as “section 45125(a)” or “page 12”) | day on which it was read, such as 2026-11-30. The third part may be empty.', verbose_name='sources of the note'),
        ),
        migrations.AddField(
            model_name='sharedsupervision',
            name='is_derived',
            field=models.BooleanField(db_default=False, default=False, help_text='The original chart is lost, so the line, whom it leads to and what it covers were worked out.', verbose_name='derived'),
        ),
        migrations.AddField(
            model_name='sitetext',
            name='sources',
            field=techsets.common.sources.SourcesField(blank=True, db_default='', default='', help_text='One source to a line: title | address | where in it (such as “section 45125(a)” or “page 12”) | day on which it was read, such as 2026-11-30. The third part may be empty.', verbose_name='sources of the note'),
        ),
        migrations.AlterField(
            model_name='characteristic',
            name='note',
            field=models.TextField(blank=True, help_text='What is said or done now, where the bullet uses a dated term. Shown beside it. Begin with the year: As of 2026, …'),
        ),
        migrations.AlterField(
            model_name='position',
            name='is_derived',
            field=models.BooleanField(default=False, help_text='The original chart implied this box but its name was lost, so it was worked out from its jobs. Leave the mark where you rename the box: its page then says that it was renamed.', verbose_name='derived'),
        ),
        migrations.AlterField(
            model_name='sitetext',
            name='note',
            field=models.TextField(blank=True, help_text='What is said or done now, where the text uses dated terms. Begin with the year: As of 2026, …'),
        ),
        migrations.AddField(
            model_name='sitetext',
            name='is_html',
            field=models.BooleanField(db_default=False, default=False, editable=False, help_text='The body has headings, lists and tables: the HTML subset of job descriptions.'),
        ),
    ]
